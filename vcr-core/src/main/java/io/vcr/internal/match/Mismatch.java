package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Explains why a request was refused: the request, what is stored, where the closest episodes differ and how to fix it.
 * Gets filtered requests only. The caller masks remaining secrets in the text.
 *
 * @param id the cassette
 * @param request the filtered request
 * @param index the loaded episodes of the cassette
 * @param stored whether there is a cassette in the store
 * @param failure why the store cannot be read, or empty
 * @param mode the record mode
 * @param rerun the command that runs the test again
 * @param placeholders the placeholders of the user's that have a value
 */
public record Mismatch(
        CassetteId id,
        HttpRequest request,
        CassetteIndex index,
        boolean stored,
        String failure,
        String mode,
        String rerun,
        Set<String> placeholders) {

    private static final int MAX_CLOSEST = 3;

    /** A placeholder as recorders of other languages write it for the value of a variable. */
    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Z][A-Z0-9_]+)>");

    /** Where exporters send traces, metrics and errors: OTLP, Sentry, Zipkin. Their ids and times differ in each run. */
    private static final Pattern TELEMETRY =
            Pattern.compile("/(.+/)?(v1/(traces|metrics|logs)|api/[0-9]+/envelope/|api/v2/spans)");

    public String message(Match match, CassetteIndex.Key key) {
        List<CassetteIndex.Entry> entries = index.entries();
        List<String> lines = new ArrayList<>();
        lines.add(headline(match, entries));
        lines.add("  cassette  %s   %s, %d unplayed, mode %s"
                .formatted(id, plural(entries.size()), index.unplayed(), mode));
        if (!failure.isEmpty()) {
            lines.add("  store     " + failure);
        }
        List<CassetteIndex.Entry> closest = match == Match.ABSENT ? closest(key, entries) : List.of();
        List<String> fixes = fixes(match);
        if (!closest.isEmpty()) {
            differences(key, closest, lines);
            fixes.addAll(0, unset(closest.get(0)));
            fixes.addAll(remedies(key, closest.get(0)));
        }
        fixes.addAll(lettingTelemetryPass(request));
        for (int i = 0; i < fixes.size(); i++) {
            lines.add((i == 0 ? "  fix       " : "            or ") + fixes.get(i));
        }
        return lines.stream().map(Printable::line).collect(Collectors.joining("\n"));
    }

    private String headline(Match match, List<CassetteIndex.Entry> entries) {
        if (!failure.isEmpty()) {
            return "The store cannot be read, so nothing can answer " + request;
        }
        return switch (match) {
            case EXPIRED -> "The matching episode has expired: " + request;
            case PLAYED -> "All matching episodes were already played: " + request;
            default -> (entries.isEmpty() ? "Nothing is recorded for " : "No recorded episode matches ") + request;
        };
    }

    /** The episodes with the most equal projections; none if all projections of all episodes differ. */
    private List<CassetteIndex.Entry> closest(CassetteIndex.Key key, List<CassetteIndex.Entry> entries) {
        int best =
                entries.stream().mapToInt(entry -> equal(key, entry.key)).max().orElse(0);
        return entries.stream()
                .filter(entry -> best > 0 && equal(key, entry.key) == best)
                .sorted(Comparator.comparingInt(entry -> entry.number))
                .limit(MAX_CLOSEST)
                .toList();
    }

    private void differences(CassetteIndex.Key key, List<CassetteIndex.Entry> closest, List<String> lines) {
        CassetteIndex.Entry first = closest.get(0);
        lines.add("  matched   %s   differs in  %s".formatted(names(key, first.key, true), differing(key, first)));
        String label = "closest";
        for (CassetteIndex.Entry entry : closest) {
            for (String difference : differences(key, entry)) {
                lines.add("  %-9s %s".formatted(label, difference));
                label = "";
            }
        }
    }

    /** The variables whose placeholders stand in an episode and not in the request. */
    private List<String> unset(CassetteIndex.Entry entry) {
        String sent = request.uri().text() + request.body().text().orElse("");
        List<String> names = PLACEHOLDER
                .matcher(
                        entry.request.uri().text() + entry.request.body().text().orElse(""))
                .results()
                .filter(found -> !sent.contains(found.group()) && !placeholders.contains(found.group()))
                .map(found -> found.group(1))
                .distinct()
                .limit(MAX_CLOSEST)
                .toList();
        String fix = "set the placeholder" + (names.size() == 1 ? "" : "s") + ": vcr.placeholders = ";
        return names.isEmpty() ? List.of() : List.of(fix + String.join(", ", names));
    }

    private List<String> differences(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < index.matchers().size(); i++) {
            if (!key.projection(i).equals(entry.key.projection(i))) {
                Matcher matcher = index.matchers().get(i);
                differences.add("episode %d   %s: %s"
                        .formatted(entry.number, matcher.name(), matcher.difference(entry.request, request)));
            }
        }
        selecting(key, entry)
                .forEach((name, difference) ->
                        differences.add("episode %d   %s: %s".formatted(entry.number, name, difference)));
        return differences.isEmpty() ? List.of("episode " + entry.number + "   differs in a predicate") : differences;
    }

    /** The header fields in which requests differ that are equal for the matchers. */
    private Map<String, String> selecting(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        return key.equals(entry.key) ? index.selecting(entry, request) : Map.of();
    }

    private String differing(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        Map<String, String> selecting = selecting(key, entry);
        return selecting.isEmpty() ? names(key, entry.key, false) : String.join(", ", selecting.keySet());
    }

    private List<String> remedies(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        String remedy = remedy(key, entry);
        return remedy.isEmpty() ? List.of() : List.of("ignore it: Matchers.body()." + remedy);
    }

    /** A call on the body matcher that alone would make the episode match, or an empty text. */
    private String remedy(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        Optional<BodyComparison> differing = index.matchers().stream()
                .filter(BodyComparison.class::isInstance)
                .map(BodyComparison.class::cast)
                .findFirst();
        if (differing.isEmpty() || !names(key, entry.key, false).equals("body")) {
            return "";
        }
        BodyComparison body = differing.get();
        BodyRules rules = body.rules();
        if (matches(body, rules.ignoringUuids(), entry)) {
            return "ignoringUuids()";
        }
        if (matches(body, rules.ignoringTimes(), entry)) {
            return "ignoringTimes()";
        }
        if (matches(body, rules.ignoringUuids().ignoringTimes(), entry)) {
            return "ignoringUuids().ignoringTimes()";
        }
        if (matches(body, rules.ignoringFileNames(), entry)) {
            return "ignoringFileNames()";
        }
        List<BodyDifference.Place> places = new BodyDifference(rules, text -> text).places(entry.request, request);
        String path = places.size() == 1 ? places.get(0).path() : "";
        return BodyRules.isPath(path) && matches(body, rules.ignoring(path), entry)
                ? "ignoring(\"%1$s\"), @UseCassette(ignoring = \"%1$s\")".formatted(path)
                : "";
    }

    private boolean matches(BodyComparison body, BodyRules rules, CassetteIndex.Entry entry) {
        BodyComparison matcher = body.with(rules);
        return matcher.project(entry.request).equals(matcher.project(request));
    }

    private int equal(CassetteIndex.Key one, CassetteIndex.Key other) {
        int equal = 0;
        for (int i = 0; i < index.matchers().size(); i++) {
            equal += one.projection(i).equals(other.projection(i)) ? 1 : 0;
        }
        return equal;
    }

    private String names(CassetteIndex.Key one, CassetteIndex.Key other, boolean equal) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < index.matchers().size(); i++) {
            boolean says = one.projection(i) != OperationMatcher.NONE || other.projection(i) != OperationMatcher.NONE;
            if (says && one.projection(i).equals(other.projection(i)) == equal) {
                names.add(index.matchers().get(i).name());
            }
        }
        return names.isEmpty() ? "nothing" : names.stream().collect(Collectors.joining(", "));
    }

    private List<String> fixes(Match match) {
        List<String> fixes = new ArrayList<>();
        if (!failure.isEmpty()) {
            fixes.add("make the store reachable, or use another one: VCR_STORE=file:src/test/cassettes");
        } else if (match == Match.PLAYED) {
            fixes.add("record one more: VCR_RECORD_MODE=new_episodes " + rerun);
            fixes.add("let it repeat: vcr.repeats = last, Vcr.builder(..).repeats(Repeats.LAST)");
        } else if (match == Match.EXPIRED) {
            fixes.add("re-record the cassette: VCR_RECORD_MODE=all " + rerun);
            if (mode.equals("none")) { // in other modes the session refuses only if vcr.on-expired is fail
                fixes.add("only what has expired, unless vcr.on-expired is fail: VCR_RECORD_MODE=once " + rerun);
            }
        } else if (stored) {
            fixes.add("re-record the cassette: VCR_RECORD_MODE=all " + rerun);
            fixes.add("add this request: VCR_RECORD_MODE=new_episodes " + rerun);
        } else {
            fixes.add("record it: VCR_RECORD_MODE=once " + rerun);
        }
        return fixes;
    }

    private static List<String> lettingTelemetryPass(HttpRequest request) {
        return request.method().equals("POST")
                        && TELEMETRY.matcher(request.uri().path()).matches()
                ? List.of("let telemetry pass: vcr.pass-through-hosts = "
                        + request.uri().host())
                : List.of();
    }

    /** A message that differs from the one that the client sent when the conversation was recorded. */
    public static String message(CassetteId id, HttpRequest handshake, String difference, String rerun) {
        return List.of(
                        "The client sends another message than recorded: " + handshake,
                        "  cassette  " + id,
                        "  differs   " + difference,
                        "  fix       re-record the cassette: VCR_RECORD_MODE=all " + rerun)
                .stream()
                .map(Printable::line)
                .collect(Collectors.joining("\n"));
    }

    public static String unreadable(CassetteId id, HttpRequest request, String reason, String rerun) {
        return String.join(
                "\n",
                List.of(
                        "The cassette is unreadable, so nothing can answer " + request,
                        "  cassette  " + id,
                        "  reason    " + reason,
                        "  fix       restore the file, or record it again: VCR_RECORD_MODE=all " + rerun));
    }

    public static String broken(CassetteId id, String request, String reason) {
        return String.join(
                "\n",
                List.of(
                        "The request cannot be compared: " + request,
                        "  cassette  " + id,
                        "  reason    " + reason,
                        "  fix       correct the matcher or filter: it must not throw"));
    }

    public static String tooLate(CassetteId id, String label, HttpRequest request) {
        List<String> lines = new ArrayList<>(List.of(
                "The session has ended before " + label,
                "  cassette  " + id,
                "  fix       wait for background calls before the test ends, or give them a client of their own"));
        lettingTelemetryPass(request).forEach(fix -> lines.add("            or " + fix));
        return String.join("\n", lines);
    }

    private static String plural(int episodes) {
        return episodes + (episodes == 1 ? " episode" : " episodes");
    }
}
