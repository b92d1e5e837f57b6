package io.vcr.cli.internal.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When cassettes were last played, by the reports of test runs. Immutable.
 *
 * @param byCassette the last time by the name of the cassette
 * @param idle when a test last passed without a request, by the name of its cassette
 * @param newestRun when the newest test in the reports ended; empty without reports
 */
public record LastPlayed(Map<String, Instant> byCassette, Map<String, Instant> idle, Optional<Instant> newestRun) {

    /** What the cassette of a dynamic test has behind its position, and its name in a report may not. */
    private static final Pattern DISPLAY_NAME = Pattern.compile("(?<=])-[A-Za-z0-9-]+$");

    private static final String REPORT = "report.json";
    private static final List<Path> USUAL = List.of(Path.of("target/vcr"), Path.of("build/vcr"));

    /**
     * Reads reports.
     *
     * @param reports files, or the directories that hold {@code report.json}; empty for those of Maven and Gradle, as far
     *     as they are there
     * @throws IOException if one cannot be read
     */
    public static LastPlayed of(List<Path> reports) throws IOException {
        Map<String, Instant> byCassette = new HashMap<>();
        Map<String, Instant> idle = new HashMap<>();
        Optional<Instant> newest = Optional.empty();
        for (Path report : reports.isEmpty() ? USUAL : reports) {
            Path file = Files.isDirectory(report) || reports.isEmpty() ? report.resolve(REPORT) : report;
            if (reports.isEmpty() && !Files.exists(file)) {
                continue;
            }
            for (Attempt attempt : attempts(file)) {
                if (attempt.played) {
                    byCassette.merge(attempt.cassette, attempt.endedAt, LastPlayed::later);
                }
                if (attempt.idle) {
                    idle.merge(attempt.cassette, attempt.endedAt, LastPlayed::later);
                }
                newest = Optional.of(
                        newest.map(other -> later(other, attempt.endedAt)).orElse(attempt.endedAt));
            }
        }
        return new LastPlayed(Map.copyOf(byCassette), Map.copyOf(idle), newest);
    }

    public Optional<Instant> of(String cassette) {
        return Optional.ofNullable(byCassette.get(cassette))
                .or(() -> Optional.ofNullable(
                        byCassette.get(DISPLAY_NAME.matcher(cassette).replaceFirst(""))));
    }

    /** Whether its own test has passed since then without a request, and no test has played it. */
    public boolean isUnplayedSince(String cassette, Instant since) {
        return Optional.ofNullable(idle.get(cassette)).filter(since::isBefore).isPresent()
                && of(cassette).filter(since::isBefore).isEmpty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * An attempt at a test.
     *
     * @param played whether its cassette has answered or was recorded
     * @param idle whether it has passed without a request; one that failed, was skipped or was switched off says nothing
     */
    private record Attempt(String cassette, Instant endedAt, boolean played, boolean idle) {}

    private static List<Attempt> attempts(Path report) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(report))) {
            while (json.nextToken() != null) {
                boolean isList = json.currentToken() == JsonToken.START_ARRAY && "attempts".equals(json.currentName());
                while (isList && json.nextToken() == JsonToken.START_OBJECT) {
                    attempts.add(attempt(json));
                }
            }
        } catch (IOException e) {
            throw new IOException(report + " is not a report of a run: " + e.getMessage(), e);
        }
        return attempts;
    }

    private static Attempt attempt(JsonParser json) throws IOException {
        String test = "";
        String verdict = "";
        Detail detail = new Detail("", "");
        long endedAt = 0;
        int played = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "test" -> test = json.getText();
                case "verdict" -> verdict = json.getText();
                case "detail" -> detail = detail(json);
                case "ended_at" -> endedAt = json.getLongValue();
                case "replayed", "recorded" -> played += json.getIntValue();
                default -> json.skipChildren();
            }
        }
        String cassette = detail.cassette.isEmpty() ? cassette(test) : detail.cassette;
        boolean idle = verdict.equals("NOOP") && detail.outcome.equals("PASSED");
        return new Attempt(cassette, Instant.ofEpochMilli(endedAt), played > 0, idle);
    }

    private record Detail(String cassette, String outcome) {}

    private static Detail detail(JsonParser json) throws IOException {
        String cassette = "";
        String outcome = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "cassette" -> cassette = json.getText();
                case "outcome" -> outcome = json.getText();
                default -> json.skipChildren();
            }
        }
        return new Detail(cassette, outcome);
    }

    /** The name of the cassette of a test such as {@code com.acme.ChatTest$Streaming#answers[2]}, unless it has its own. */
    private static String cassette(String test) {
        int hash = test.indexOf('#');
        String type = hash < 0 ? test : test.substring(0, hash);
        int dot = type.lastIndexOf('.');
        return type.substring(0, dot + 1).replace('.', '/')
                + type.substring(dot + 1).replace('$', '.')
                + (hash < 0 ? "" : "/" + test.substring(hash + 1));
    }
}
