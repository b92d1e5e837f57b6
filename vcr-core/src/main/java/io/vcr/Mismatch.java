package io.vcr;

import io.vcr.ModePolicy.Match;
import io.vcr.http.HttpRequest;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Explains why a request was refused: what was asked, what is stored, where the closest episodes differ and what to do.
 * Sees filtered requests only, and masks what still looks like a secret.
 */
record Mismatch(CassetteId id, HttpRequest request, Match match, CassetteShelf.Loaded loaded, Options options) {

    private static final int MAX_CLOSEST = 3;

    String message(CassetteIndex.Key key) {
        List<CassetteIndex.Entry> entries = loaded.index().entries();
        List<String> lines = new ArrayList<>();
        lines.add(headline(entries));
        lines.add("  cassette  %s   %s, %d unplayed, mode %s"
                .formatted(id, plural(entries.size()), loaded.index().unplayed(), options.mode()));
        if (loaded.failure() != null) {
            lines.add("  store     " + loaded.failureText());
        }
        String remedy = match == Match.ABSENT ? closest(key, entries, lines) : "";
        fixes(remedy).forEach(lines::add);
        return masked(lines);
    }

    private String headline(List<CassetteIndex.Entry> entries) {
        if (loaded.failure() != null) {
            return "The store could not be read, so nothing can answer " + request;
        }
        return switch (match) {
            case EXPIRED -> "The recorded episode that matches has expired: " + request;
            case PLAYED -> "All episodes that match were already played: " + request;
            default ->
                (entries.isEmpty() ? "Nothing is recorded that could answer " : "No recorded episode matches ")
                        + request;
        };
    }

    /** Adds the episodes with the most equal projections; returns what would let the first of them match. */
    private String closest(CassetteIndex.Key key, List<CassetteIndex.Entry> entries, List<String> lines) {
        int best =
                entries.stream().mapToInt(entry -> equal(key, entry.key)).max().orElse(0);
        if (best == 0) {
            return "";
        }
        List<CassetteIndex.Entry> closest = entries.stream()
                .filter(entry -> equal(key, entry.key) == best)
                .sorted(Comparator.comparingInt(entry -> entry.number))
                .limit(MAX_CLOSEST)
                .toList();
        CassetteIndex.Entry first = closest.get(0);
        lines.add(
                "  matched   %s   differs in  %s".formatted(names(key, first.key, true), names(key, first.key, false)));
        String label = "closest";
        for (CassetteIndex.Entry entry : closest) {
            for (String difference : differences(key, entry)) {
                lines.add("  %-9s %s".formatted(label, difference));
                label = "";
            }
        }
        return remedy(key, first);
    }

    private List<String> differences(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < options.matchers().size(); i++) {
            if (!key.projection(i).equals(entry.key.projection(i))) {
                Matcher matcher = options.matchers().get(i);
                differences.add("episode %d   %s: %s"
                        .formatted(entry.number, matcher.name(), matcher.difference(entry.request, request)));
            }
        }
        return differences.isEmpty() ? List.of("episode " + entry.number + "   differs in a predicate") : differences;
    }

    /** What to call on the matcher for bodies, if that alone would have let an episode match. */
    private String remedy(CassetteIndex.Key key, CassetteIndex.Entry entry) {
        Optional<BodyMatcher> differing = options.matchers().stream()
                .filter(BodyMatcher.class::isInstance)
                .map(BodyMatcher.class::cast)
                .findFirst();
        if (differing.isEmpty() || !names(key, entry.key, false).equals("body")) {
            return "";
        }
        BodyMatcher body = differing.get();
        if (matches(body.ignoringUuids(), entry)) {
            return "ignoringUuids()";
        }
        if (matches(body.ignoringTimes(), entry)) {
            return "ignoringTimes()";
        }
        if (matches(body.ignoringUuids().ignoringTimes(), entry)) {
            return "ignoringUuids().ignoringTimes()";
        }
        if (matches(body.ignoringFileNames(), entry)) {
            return "ignoringFileNames()";
        }
        List<BodyDifference.Place> places = BodyDifference.places(entry.request.body(), request.body(), body.rules());
        String path = places.size() == 1 ? places.get(0).path() : "";
        return JsonPath.isValid(path) && matches(body.ignoring(path), entry) ? "ignoring(\"" + path + "\")" : "";
    }

    private boolean matches(BodyMatcher matcher, CassetteIndex.Entry entry) {
        return matcher.project(entry.request).equals(matcher.project(request));
    }

    private int equal(CassetteIndex.Key one, CassetteIndex.Key other) {
        int equal = 0;
        for (int i = 0; i < options.matchers().size(); i++) {
            equal += one.projection(i).equals(other.projection(i)) ? 1 : 0;
        }
        return equal;
    }

    private String names(CassetteIndex.Key one, CassetteIndex.Key other, boolean equal) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < options.matchers().size(); i++) {
            if (one.projection(i).equals(other.projection(i)) == equal) {
                names.add(options.matchers().get(i).name());
            }
        }
        return names.isEmpty() ? "nothing" : names.stream().collect(Collectors.joining(", "));
    }

    private List<String> fixes(String remedy) {
        List<String> fixes = new ArrayList<>();
        String rerun = options.rerun();
        if (loaded.failure() != null) {
            fixes.add("  fix       make the store reachable, or use another one: VCR_STORE=file:src/test/cassettes");
        } else if (match == Match.PLAYED) {
            fixes.add("  fix       record one more: VCR_RECORD_MODE=new_episodes " + rerun);
            fixes.add("            or let it repeat: vcr.repeats = last, Vcr.builder(..).repeats(Repeats.LAST)");
        } else if (loaded.isStored()) {
            fixes.add("  fix       re-record: VCR_RECORD_MODE=all " + rerun);
            fixes.add("            or add it to the cassette: VCR_RECORD_MODE=new_episodes " + rerun);
        } else {
            fixes.add("  fix       record it: VCR_RECORD_MODE=once " + rerun);
        }
        if (!remedy.isEmpty()) {
            fixes.add("            or ignore it: Matchers.body()." + remedy);
        }
        return fixes;
    }

    static String unreadable(CassetteId id, HttpRequest request, String reason, String rerun) {
        return masked(List.of(
                "The cassette is unreadable, so nothing can answer " + request,
                "  cassette  " + id,
                "  reason    " + reason,
                "  fix       restore the file, or record it anew: VCR_RECORD_MODE=all " + rerun));
    }

    static String broken(CassetteId id, String request, String reason) {
        return masked(List.of(
                "The request cannot be compared: " + request,
                "  cassette  " + id,
                "  reason    " + reason,
                "  fix       a matcher or filter must not throw"));
    }

    static String tooLate(CassetteId id, String request) {
        return masked(List.of(
                "The session has ended before " + request,
                "  cassette  " + id,
                "  fix       wait for background calls before the test ends, or give them a client of their own"));
    }

    private static String masked(List<String> lines) {
        return SecretGuard.system().mask(String.join("\n", lines));
    }

    private static String plural(int episodes) {
        return episodes + (episodes == 1 ? " episode" : " episodes");
    }
}
