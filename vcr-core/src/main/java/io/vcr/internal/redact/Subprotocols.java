package io.vcr.internal.redact;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the credentials that browsers offer as subprotocols of a WebSocket, for they cannot set another header field:
 * {@code token, <key>}, {@code openai-insecure-api-key.<key>}, {@code base64url.bearer.authorization.k8s.io.<token>} or
 * {@code header-<base64>}. Thread-safe.
 */
final class Subprotocols {

    static final String HEADER = "sec-websocket-protocol";

    private static final String NAME = "subprotocol";

    /** A credential follows as the next protocol. */
    private static final Set<String> BEFORE =
            Set.of("token", "accesstoken", "apikey", "auth", "authorization", "bearer", "jwt", "key");

    private static final Pattern WITHIN = Pattern.compile(
            "(?i)((?:.{0,100}[._-])?(?:api-?key|bearer|authorization|token)(?:\\.[a-z0-9-]{1,40}\\.io)?\\.)(.{8,})");

    private static final String ENCODED = "header-";

    private final TextRedaction texts;

    Subprotocols(TextRedaction texts) {
        this.texts = texts;
    }

    String value(String value) {
        String[] protocols = value.split(",", -1);
        String before = "";
        for (int i = 0; i < protocols.length; i++) {
            String protocol = protocols[i].strip();
            String space = protocols[i].substring(
                    0, protocols[i].length() - protocols[i].stripLeading().length());
            protocols[i] = space + protocol(before, protocol);
            before = SecretNames.normalized(protocol);
        }
        return String.join(",", protocols);
    }

    private String protocol(String before, String protocol) {
        Matcher within = WITHIN.matcher(protocol);
        if (within.matches()) {
            return within.group(1) + texts.credential(NAME, within.group(2));
        }
        if (BEFORE.contains(before) && !protocol.isEmpty()) {
            return texts.credential(NAME, protocol);
        }
        return protocol.startsWith(ENCODED)
                ? ENCODED + texts.value(protocol.substring(ENCODED.length()), 0)
                : texts.value(protocol, 0);
    }
}
