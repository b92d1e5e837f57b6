package io.vcr.junit5.internal.setting;

/** What happens if a test passes and its cassette holds episodes that it has not played. */
public enum Unplayed {
    KEEP,
    WARN,
    FAIL
}
