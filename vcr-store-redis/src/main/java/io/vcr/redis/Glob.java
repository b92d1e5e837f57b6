package io.vcr.redis;

/** Patterns of SCAN. */
final class Glob {

    private Glob() {}

    /** The pattern that matches a text and nothing else. */
    static String literal(String text) {
        return text.replaceAll("[*?\\[\\]\\\\^-]", "\\\\$0");
    }
}
