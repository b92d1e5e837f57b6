package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.Multipart;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Replaces the secrets in bodies, by their content type. What is no text stays as it is. Thread-safe. */
final class BodyRedaction {

    /** What some servers answer as text: {@code access_token=..&scope=repo}; but not base64, which may end with =. */
    private static final Pattern PAIRS =
            Pattern.compile("(?![^=]*+={1,2}\\s*+$)[\\w.%~-]{1,64}=[^&\\s]*+(?:&[\\w.%~-]{1,64}=[^&\\s]*+)*+\\s*");

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int LONGEST_PAIRS = 16_384;

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;
    private final XmlRedaction xml;
    private final LinesRedaction lines;
    private final FramedText frames;

    BodyRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
        this.xml = new XmlRedaction(rules, placeholders, texts);
        this.lines = new LinesRedaction(texts);
        this.frames = new FramedText(rules, texts);
    }

    Body body(String contentType, Body body) {
        return body(contentType, body, 0);
    }

    private Body body(String contentType, Body body, int depth) {
        if (body.isEmpty() || depth >= TextRedaction.MAX_DEPTH) {
            return body;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            Optional<List<Multipart.Part>> parts = Multipart.parts(contentType, body);
            if (parts.isPresent()) {
                return multipart(body, parts.get(), depth);
            }
        }
        Optional<String> utf8 = body.text();
        if (utf8.isEmpty() && !isText(type)) {
            return body;
        }
        // Text of another encoding: these map bytes to characters one to one.
        Charset charset = utf8.isPresent() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String text = utf8.orElseGet(() -> latin1(body));
        String redacted = text(type, text, depth);
        return redacted.equals(text) ? body : Body.of(redacted.getBytes(charset));
    }

    private static boolean isText(String type) {
        return type.startsWith("text/")
                || type.contains("json")
                || type.contains("xml")
                || type.startsWith("application/x-www-form-urlencoded");
    }

    private String text(String type, String text, int depth) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            return BYTE_ORDER_MARK + text(type, text.substring(1), depth);
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return texts.urls().pairs(text, depth);
        }
        boolean events = type.startsWith("text/event-stream") || text.startsWith("data:") || text.startsWith("event:");
        if (events || type.startsWith("application/x-ndjson") || type.contains("jsonl")) {
            return lines.stream(text, depth);
        }
        if (Json.isJson(type) || startsWith(text, '{') || startsWith(text, '[')) {
            String list = isListOfPieces(text) ? lines.list(text, depth) : text;
            Optional<String> document = texts.json().document(list, depth);
            if (document.isPresent()) {
                return document.get();
            }
            return text.indexOf('\n') > 0 && startsWith(text, '{')
                    ? lines.stream(text, depth)
                    : texts.value(text, depth);
        }
        if (type.contains("xml") || type.startsWith("text/html") || startsWith(text, '<')) {
            return xml.document(text, depth);
        }
        if (type.startsWith("text/csv") || type.startsWith("text/tab-separated-values")) {
            return texts.table(text, depth);
        }
        boolean pairs = text.length() < LONGEST_PAIRS && PAIRS.matcher(text).matches();
        if (pairs) {
            return texts.value(texts.urls().pairs(text, depth), depth);
        }
        boolean mayNest = depth + 1 < TextRedaction.MAX_DEPTH;
        return texts.value(mayNest ? frames.text(text, document -> text("", document, depth + 1)) : text, depth);
    }

    /** Gemini's answer to {@code streamGenerateContent} that is no event stream. */
    private static boolean isListOfPieces(String text) {
        return startsWith(text, '[') && text.contains("\"candidates\"");
    }

    private static boolean startsWith(String text, char wanted) {
        int at = 0;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at < text.length() && text.charAt(at) == wanted;
    }

    private Body multipart(Body body, List<Multipart.Part> parts, int depth) {
        String text = latin1(body);
        Splices splices = new Splices();
        for (Multipart.Part part : parts) {
            Body head = Body.of(text.substring(part.begin(), part.start()).getBytes(StandardCharsets.ISO_8859_1));
            Body redactedHead = head(head, depth);
            if (!redactedHead.equals(head)) {
                splices.add(part.begin(), part.start(), latin1(redactedHead));
            }
            Body redacted = part(part, depth);
            if (!redacted.equals(part.body())) {
                splices.add(part.start(), part.end(), latin1(redacted));
            }
        }
        return splices.isEmpty() ? body : Body.of(splices.applyTo(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The header section of a part, in which the name of a file stands. */
    private Body head(Body head, int depth) {
        return head.text()
                .map(text -> Body.of(texts.text(text, Escape.NONE, depth)))
                .orElse(head);
    }

    /** The messages of a server, which are together what a stream is. Those that are no text stay as they are. */
    List<Body> stream(List<Body> messages) {
        List<String> all = new ArrayList<>();
        messages.forEach(message -> message.text().ifPresent(all::add));
        List<String> redacted = lines.documents(all, text -> text("", text, 0), 0);
        List<Body> bodies = new ArrayList<>();
        int next = 0;
        for (Body message : messages) {
            if (message.text().isEmpty()) {
                bodies.add(message);
            } else {
                String text = redacted.get(next);
                bodies.add(text.equals(all.get(next)) ? message : Body.of(text));
                next++;
            }
        }
        return bodies;
    }

    private static String latin1(Body body) {
        return StandardCharsets.ISO_8859_1.decode(body.buffer()).toString();
    }

    private Body part(Multipart.Part part, int depth) {
        Headers headers = part.headers();
        String name = fieldName(headers.first("Content-Disposition").orElse(""));
        Optional<String> value = part.body().text();
        if (value.isPresent() && rules.names().isSecretParameter(name, value.get()) && !rules.isAllowed(value.get())) {
            return Body.of(placeholders.of(value.get(), SecretNames.label(name)));
        }
        return body(headers.first("Content-Type").orElse("text/plain"), part.body(), depth + 1);
    }

    private static String fieldName(String disposition) {
        for (String parameter : disposition.split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.startsWith("name=")) {
                return stripped.substring("name=".length()).replace("\"", "");
            }
        }
        return "";
    }
}
