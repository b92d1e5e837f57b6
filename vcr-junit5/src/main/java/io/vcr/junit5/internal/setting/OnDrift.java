package io.vcr.junit5.internal.setting;

/** What happens if a response that was recorded again has another structure than before. */
public enum OnDrift {
    OFF,
    REPORT,
    FAIL
}
