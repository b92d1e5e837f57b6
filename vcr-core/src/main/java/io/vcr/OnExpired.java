package io.vcr;

/** What happens to a request whose only matching episodes have expired. */
public enum OnExpired {

    /** It goes live and is recorded anew, except in mode {@code none}, where it is refused. The default. */
    RECORD,

    /** The expired episode is replayed, in mode {@code none} too, and the report warns. */
    WARN,

    /** It is refused. */
    FAIL
}
