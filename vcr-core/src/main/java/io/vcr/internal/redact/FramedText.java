package io.vcr.internal.redact;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the secrets in texts that put something before a document: packets of Socket.IO such as
 * {@code 42/admin,["login",{..}]}, and frames of STOMP. Thread-safe.
 */
final class FramedText {

    private static final Pattern PACKET = Pattern.compile("[0-9]{1,4}-?(?:/[^,\\s]{0,100},)?[0-9]{0,18}(?=[{\\[])");

    private static final Pattern FRAME = Pattern.compile("[A-Z]{3,16}\r?\n");
    private static final Pattern FIELD = Pattern.compile("(?m)^([^:\r\n]{1,100}):([^\r\n]+)");

    private final SecretRules rules;
    private final TextRedaction texts;

    FramedText(SecretRules rules, TextRedaction texts) {
        this.rules = rules;
        this.texts = texts;
    }

    /**
     * Returns a text without what is secret by its name.
     *
     * @param document does it for the document that follows
     */
    String text(String text, UnaryOperator<String> document) {
        Matcher packet = PACKET.matcher(text);
        if (packet.lookingAt()) {
            return text.substring(0, packet.end()) + document.apply(text.substring(packet.end()));
        }
        return FRAME.matcher(text).lookingAt() ? frame(text, document) : text;
    }

    private String frame(String text, UnaryOperator<String> document) {
        int head = endOfHead(text);
        Splices splices = new Splices();
        Matcher field = FIELD.matcher(text).region(0, head);
        while (field.find()) {
            if (rules.names().isSecretField(field.group(1), field.group(2))) {
                splices.add(field.start(2), field.end(2), texts.credential(field.group(1), field.group(2)));
            }
        }
        boolean isEnded = text.endsWith("\0");
        String body = text.substring(head, text.length() - (isEnded && head < text.length() ? 1 : 0));
        return splices.applyTo(text.substring(0, head)) + document.apply(body) + text.substring(head + body.length());
    }

    private static int endOfHead(String text) {
        int plain = text.indexOf("\n\n");
        int windows = text.indexOf("\r\n\r\n");
        if (windows >= 0 && (plain < 0 || windows < plain)) {
            return windows + "\r\n\r\n".length();
        }
        return plain < 0 ? text.length() : plain + "\n\n".length();
    }
}
