package io.vcr.internal.redact;

/** How a placeholder is written where it stands, so that a client still understands what is around it. */
enum Escape {
    NONE,
    URL,
    XML;

    String apply(String placeholder) {
        return switch (this) {
            case NONE -> placeholder;
            case URL -> placeholder.replace("<", "%3C").replace(">", "%3E");
            case XML -> placeholder.replace("<", "&lt;").replace(">", "&gt;");
        };
    }
}
