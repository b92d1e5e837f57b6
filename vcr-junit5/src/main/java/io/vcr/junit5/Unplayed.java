package io.vcr.junit5;

/** What happens if a test passes and its cassette holds episodes that it has not played. */
enum Unplayed {
    KEEP,
    WARN,
    FAIL
}
