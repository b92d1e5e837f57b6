package io.vcr.jdk;

import java.nio.charset.StandardCharsets;

/** The closing frames that the client sends: as its documentation says, and for other codes as Java 17 to 25 do. */
final class CloseFrames {

    private static final int LONGEST_REASON = 123;

    private CloseFrames() {}

    static boolean isLegal(int code, String reason) {
        return isLegal(code) && isLegal(reason);
    }

    static boolean isLegal(int code) {
        return switch (code) {
            case 1000, 1001, 1008, 1011 -> true;
            default -> code >= 3000 && code <= 4999;
        };
    }

    static boolean isLegal(String reason) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(reason)
                && reason.getBytes(StandardCharsets.UTF_8).length <= LONGEST_REASON;
    }
}
