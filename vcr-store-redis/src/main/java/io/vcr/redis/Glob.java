package io.vcr.redis;

/** Builds SCAN patterns. */
final class Glob {

    private Glob() {}

    /** The pattern that matches only a text. */
    static String literal(String text) {
        return text.replaceAll("[*?\\[\\]\\\\^-]", "\\\\$0");
    }
}
