package io.vcr.internal.usage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.StreamEvent;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens that a provider says an exchange has used, in JSON and in streams. Immutable.
 *
 * @param model the model that answered, or the one that was asked; {@code unknown model} if neither is said
 * @param input all tokens of the prompt, also those of a cache
 * @param cached those of them that were read from a cache
 * @param written those of them that were written to a cache
 * @param output the tokens of the answer, also those of its reasoning
 */
public record TokenUsage(String model, long input, long cached, long written, long output) {

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String UNKNOWN = "unknown model";

    /** Objects that hold the numbers, below one of {@link #PLACES}. */
    private static final Set<String> HOLDERS =
            Set.of("usage", "usageMetadata", "amazon-bedrock-invocationMetrics", "meta");

    /** Where those objects and the model stand: in a document, or in what an event carries. */
    private static final Set<String> PLACES = Set.of("", "message", "response", "delta", "x_groq");

    /** Words of which each answer with tokens has one. Other answers are not parsed. */
    private static final List<String> SIGNS = List.of("\"usage", "eval_count", "invocationMetrics", "billed_units");

    private static final Set<String> MODEL = Set.of("model", "modelVersion");
    private static final Set<String> OLLAMA = Set.of("prompt_eval_count", "eval_count");

    /** Bedrock, Gemini and Azure name the model in the path. */
    private static final Pattern IN_PATH = Pattern.compile("/(?:models?|deployments)/([^/:]+)");

    /** Realtime APIs name it in the query. */
    private static final Pattern IN_QUERY = Pattern.compile("(?:^|&)(?:model|deployment)=([^&]+)");

    /**
     * Reads the usage of an exchange. Only a POST, or a message over a WebSocket, is an answer of a model; a GET of an answer
     * that is kept repeats its usage.
     */
    public static Optional<TokenUsage> of(Episode episode) {
        if (!episode.request().method().equals("POST")
                && !episode.request().uri().isSocket()) {
            return Optional.empty();
        }
        Said said = new Said();
        Headers headers = episode.response().headers();
        Body body = episode.response().body();
        said.headers(headers);
        List<StreamEvent> events = StreamEvent.of(headers, body);
        if (events.isEmpty()) {
            body.text().ifPresent(said::document);
        } else {
            events.forEach(event -> said.document(event.data()));
        }
        return said.numbers.isEmpty()
                ? Optional.empty()
                : TokenFields.usage(said.model.or(() -> asked(episode)).orElse(UNKNOWN), said.numbers);
    }

    private static Optional<String> asked(Episode episode) {
        Optional<String> inBody = episode.request().body().text().flatMap(text -> Json.field(text, "model"));
        if (inBody.isPresent()) {
            return inBody;
        }
        Matcher query = IN_QUERY.matcher(episode.request().uri().query());
        if (query.find()) {
            return Optional.of(query.group(1));
        }
        Matcher path = IN_PATH.matcher(episode.request().uri().path());
        return path.find() ? Optional.of(path.group(1).replace("%3A", ":")) : Optional.empty();
    }

    /** What an answer has said so far. A later number of the same name replaces an earlier one, as streams count up. */
    private static final class Said {

        private final Map<String, Long> numbers = new HashMap<>();
        private Optional<String> model = Optional.empty();

        void headers(Headers headers) {
            header(headers, "X-Amzn-Bedrock-Input-Token-Count", "inputTokenCount");
            header(headers, "X-Amzn-Bedrock-Output-Token-Count", "outputTokenCount");
            header(headers, "X-Amzn-Bedrock-Cache-Read-Input-Token-Count", "cacheReadInputTokenCount");
            header(headers, "X-Amzn-Bedrock-Cache-Write-Input-Token-Count", "cacheWriteInputTokenCount");
        }

        private void header(Headers headers, String name, String number) {
            headers.first(name)
                    .filter(value -> value.matches("\\d{1,18}"))
                    .ifPresent(value -> numbers.put(number, Long.valueOf(value)));
        }

        void document(String json) {
            if (!isObjectOrList(json)) {
                return;
            }
            boolean mayCount = SIGNS.stream().anyMatch(json::contains);
            if (!mayCount && (model.isPresent() || !json.contains("\"model"))) {
                return;
            }
            try (JsonParser parser = Json.parser(json)) {
                Deque<String> places = new ArrayDeque<>();
                places.push("");
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    String name = parser.currentName();
                    String place = places.getFirst();
                    if (token.isStructStart()) {
                        places.push(name == null ? place : place.isEmpty() ? name : place + "." + name);
                    } else if (token.isStructEnd()) {
                        places.pop();
                    } else if (token.isScalarValue() && name != null) {
                        value(place, name, parser, token);
                    }
                }
            } catch (IOException e) {
                // Not JSON, such as [DONE]: it says nothing.
            }
        }

        private static boolean isObjectOrList(String json) {
            int at = 0;
            while (at < json.length() && (json.charAt(at) <= ' ' || json.charAt(at) == BYTE_ORDER_MARK)) {
                at++;
            }
            return json.startsWith("{", at) || json.startsWith("[", at);
        }

        private void value(String place, String name, JsonParser parser, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_STRING && MODEL.contains(name) && PLACES.contains(place)) {
                model = Optional.of(parser.getText());
            } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                if (place.isEmpty() && OLLAMA.contains(name)) {
                    numbers.put(name, number(parser));
                } else {
                    below(place).ifPresent(holder -> numbers.put(holder + name, number(parser)));
                }
            }
        }

        private static long number(JsonParser parser) {
            try {
                return parser.getValueAsLong();
            } catch (IOException e) {
                return 0; // larger than any number of tokens
            }
        }

        /** The path below a holder, which ends with a dot or is empty; absent if the place is below none. */
        private static Optional<String> below(String place) {
            String[] steps = place.split("\\.", -1);
            for (int i = 0; i < steps.length; i++) {
                if (HOLDERS.contains(steps[i])) {
                    String before = String.join(".", List.of(steps).subList(0, i));
                    List<String> after = List.of(steps).subList(i + 1, steps.length);
                    boolean counts = PLACES.contains(before) && !(steps[i].equals("meta") && after.isEmpty());
                    return counts
                            ? Optional.of(after.isEmpty() ? "" : String.join(".", after) + ".")
                            : Optional.empty();
                }
            }
            return Optional.empty();
        }
    }
}
