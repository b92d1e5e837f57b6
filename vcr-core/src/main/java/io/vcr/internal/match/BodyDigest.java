package io.vcr.internal.match;

import io.vcr.http.Body;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cassette keeps of a request body over the limit. It is written as a text in the place of the body, so that other
 * tools read it as one. Immutable.
 *
 * @param length the length of the body in bytes
 * @param sha256 the digest of what is compared of the body, in hexadecimal digits
 */
record BodyDigest(long length, String sha256) {

    private static final Pattern TEXT =
            Pattern.compile("<request body of ([0-9]{1,18}) bytes, SHA-256 ([0-9a-f]{64})>");

    private static final int MIN_LENGTH = "<request body of 1 bytes, SHA-256 >".length() + 64;
    private static final int MAX_LENGTH = MIN_LENGTH + 17;
    private static final int SHOWN = 16;

    /** The digest that stands in the place of a body, if it is none of its own. */
    static Optional<BodyDigest> in(Body body) {
        if (body.length() < MIN_LENGTH || body.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher found = TEXT.matcher(body.text().orElse(""));
        return found.matches()
                ? Optional.of(new BodyDigest(Long.parseLong(found.group(1)), found.group(2)))
                : Optional.empty();
    }

    Body toBody() {
        return Body.of("<request body of " + length + " bytes, SHA-256 " + sha256 + ">");
    }

    /** The text in a message. */
    @Override
    public String toString() {
        return length + " bytes with SHA-256 " + sha256.substring(0, SHOWN) + "...";
    }
}
