package io.vcr.cli;

import io.vcr.http.HttpRequest;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Which episodes of two cassettes belong together: those with equal requests, else those with the same method and path.
 * Immutable.
 *
 * @param pairs numbers of episodes, in the order of the new cassette; those that were removed at the end
 */
record EpisodePairs(List<Pair> pairs) {

    /**
     * Two episodes by their numbers, from 1 on.
     *
     * @param before empty if the episode was added
     * @param after empty if the episode was removed
     */
    record Pair(Optional<Integer> before, Optional<Integer> after) {}

    static EpisodePairs of(List<Episode> before, List<Episode> after) {
        int[] partner = new int[after.size()];
        TreeSet<Integer> free = new TreeSet<>();
        for (int i = 1; i <= before.size(); i++) {
            free.add(i);
        }
        List<BiPredicate<HttpRequest, HttpRequest>> rules = List.of(
                (one, other) -> isSameTarget(one, other) && one.body().equals(other.body()),
                EpisodePairs::isSameTarget,
                (one, other) ->
                        one.method().equals(other.method()) && withoutQuery(one).equals(withoutQuery(other)));
        for (BiPredicate<HttpRequest, HttpRequest> rule : rules) {
            for (int i = 0; i < partner.length; i++) {
                HttpRequest request = after.get(i).request();
                if (partner[i] == 0) {
                    partner[i] = free.stream()
                            .filter(old -> rule.test(before.get(old - 1).request(), request))
                            .findFirst()
                            .orElse(0);
                    free.remove(partner[i]);
                }
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < partner.length; i++) {
            pairs.add(new Pair(partner[i] == 0 ? Optional.empty() : Optional.of(partner[i]), Optional.of(i + 1)));
        }
        free.forEach(old -> pairs.add(new Pair(Optional.of(old), Optional.empty())));
        return new EpisodePairs(List.copyOf(pairs));
    }

    private static boolean isSameTarget(HttpRequest one, HttpRequest other) {
        return one.method().equals(other.method())
                && one.uri().text().equals(other.uri().text());
    }

    private static String withoutQuery(HttpRequest request) {
        return request.uri().text().replaceFirst("[?#].*", "");
    }
}
