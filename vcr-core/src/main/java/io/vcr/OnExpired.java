package io.vcr;

/** What happens to a request whose only matching episodes have expired. */
public enum OnExpired {

    /** The request goes live and is recorded again; in mode {@code none} it is refused. The default. */
    RECORD,

    /** The expired episode is replayed, also in mode {@code none}, and the report warns. */
    WARN,

    /** The request is refused. */
    FAIL
}
