package io.vcr.junit5;

/** What happens if a response that was recorded again has another structure than before. */
enum OnDrift {
    OFF,
    REPORT,
    FAIL
}
