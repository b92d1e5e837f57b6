package io.vcr;

/** The result of a save at the end of a session, with the sentence that the report shows. */
record SaveResult(Kind kind, String detail) {

    enum Kind {
        NOTHING_NEW,
        SAVED,
        DISCARDED,
        OVERFLOW,
        SECRET,
        STORE_FAILED
    }

    static final SaveResult NOTHING_NEW = new SaveResult(Kind.NOTHING_NEW, "nothing new");

    boolean saved() {
        return kind == Kind.SAVED;
    }

    boolean overflow() {
        return kind == Kind.OVERFLOW;
    }
}
