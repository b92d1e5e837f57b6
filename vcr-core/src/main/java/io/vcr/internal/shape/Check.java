package io.vcr.internal.shape;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a provider guarantees of the variable part of a credential beyond its characters. */
enum Check {
    /** At least one digit. */
    DIGIT {
        @Override
        boolean passes(Reading reading, int start, int end) {
            return reading.leaves(CharSet.NO_DIGITS, start, end);
        }
    },
    /** At least one digit, one upper-case and one lower-case letter. */
    MIXED {
        @Override
        boolean passes(Reading reading, int start, int end) {
            return reading.leaves(CharSet.NO_DIGITS, start, end)
                    && reading.leaves(CharSet.NO_UPPER, start, end)
                    && reading.leaves(CharSet.NO_LOWER, start, end);
        }
    },
    /** As {@link #MIXED}, and digits and other characters take turns: no {@code SHA256-hashed}. */
    RANDOM {
        @Override
        boolean passes(Reading reading, int start, int end) {
            return MIXED.passes(reading, start, end)
                    && CredentialLook.turns(reading.text.substring(start, end)) >= LEAST_TURNS;
        }
    },
    /** Not longer than the shape says. */
    EXACT {
        @Override
        boolean passes(Reading reading, int start, int end) {
            return end == reading.text.length() || !CharSet.WORD.has(reading.text.charAt(end));
        }
    },
    /** Begins with a header as in RFC 7515 and RFC 7516. The variable part is what follows the first three characters. */
    JOSE {
        @Override
        boolean passes(Reading reading, int start, int end) {
            int dot = reading.text.indexOf('.', start);
            if (dot - start >= MAX_JOSE_HEADER || reading.text.startsWith("eyJ", dot + 1)) {
                return true;
            }
            String encoded = reading.text.substring(start - JOSE_LITERAL, dot);
            if (encoded.length() % 4 == 1) {
                return false;
            }
            String header = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            return header.contains("\"alg\"") || header.contains("\"typ\"");
        }
    };

    private static final int JOSE_LITERAL = 3;

    private static final int LEAST_TURNS = 4;

    /** A header that is longer has certificates in it; the limit keeps the time linear in a text of nothing but headers. */
    private static final int MAX_JOSE_HEADER = 256;

    /** Whether a text that fails has no part that passes. */
    boolean isOfAnyPart() {
        return this == DIGIT || this == MIXED;
    }

    abstract boolean passes(Reading reading, int start, int end);
}
