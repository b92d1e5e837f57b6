package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart those who have sent equal requests with different credentials. Only a recording in which this has happened holds
 * marks, as a header field. A mark is none of a credential: 16 bits of a digest cannot confirm a guess. Guarded by the index.
 */
public final class Callers {

    public static final String HEADER = "X-Vcr-Caller";

    /** The mark of a request without a credential. */
    public static final String NOBODY = "none";

    private static final int DIGITS = 4;

    /** The recorded marks of a host in the order of the recording, and the credentials that are none of them. */
    private record OfHost(Set<String> recorded, Set<String> met, Set<String> unknown) {}

    private final Map<String, OfHost> hosts = new HashMap<>();

    private final BinaryOperator<String> asReplayed;

    /**
     * Tells callers apart by their credentials.
     *
     * @param asReplayed as in {@link CredentialMatcher#credentials}
     */
    public Callers(BinaryOperator<String> asReplayed) {
        this.asReplayed = asReplayed;
    }

    /** The credentials of a request, empty if it has none. */
    public String credentials(HttpRequest unfiltered) {
        return CredentialMatcher.credentials(unfiltered, asReplayed);
    }

    /** The mark of a request to a host with these credentials, in a recording and in its replay. */
    public static String mark(String host, String credentials) {
        return credentials.isEmpty()
                ? NOBODY
                : CredentialMatcher.digest(host, credentials).substring(0, DIGITS);
    }

    String mark(HttpRequest unfiltered, String host) {
        return mark(host, credentials(unfiltered));
    }

    /**
     * Gives each episode whose request was sent with several credentials the mark of its own.
     *
     * @param episodes the episodes
     * @param credentials those of each
     * @param key returns the key of an episode
     */
    public static List<Episode> marked(
            List<Episode> episodes, List<String> credentials, Function<Episode, CassetteIndex.Key> key) {
        if (Set.copyOf(credentials).size() < 2) {
            return episodes;
        }
        List<CassetteIndex.Key> keys = episodes.stream().map(key).toList();
        Map<CassetteIndex.Key, Set<String>> callers = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            callers.computeIfAbsent(keys.get(i), k -> new HashSet<>()).add(credentials.get(i));
        }
        List<Episode> marked = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            boolean several = callers.getOrDefault(keys.get(i), Set.of()).size() > 1;
            marked.add(several ? marked(episodes.get(i), credentials.get(i)) : episodes.get(i));
        }
        return marked;
    }

    private static Episode marked(Episode episode, String credentials) {
        HttpRequest request = episode.request();
        String mark = mark(request.uri().host(), credentials);
        return episode.with(request.withHeaders(request.headers().with(HEADER, mark)), episode.response());
    }

    void recorded(String host, String mark) {
        if (!mark.equals(NOBODY)) {
            of(host).recorded.add(mark);
        }
    }

    private OfHost of(String host) {
        return hosts.computeIfAbsent(
                host, h -> new OfHost(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>()));
    }

    /**
     * The recorded mark that a mark stands for; null if it is not known. A run with other keys than the recording has as many
     * of them, first used in the same order. A run with one key for all says nothing: the order of the requests decides.
     */
    @Nullable
    String standsFor(String host, String mark, boolean remember) {
        OfHost known = of(host);
        if (mark.equals(NOBODY) || known.recorded.contains(mark)) {
            if (remember) {
                known.met.add(mark);
            }
            return mark;
        }
        if (remember) {
            known.unknown.add(mark);
        }
        List<String> sent = new ArrayList<>(known.unknown);
        List<String> left = new ArrayList<>(known.recorded);
        left.removeAll(known.met);
        int number = sent.indexOf(mark);
        return sent.size() > 1 && number >= 0 && number < left.size() ? left.get(number) : null;
    }

    /** How far the caller of an episode is from that of a request: 0 if it may be the same. */
    static int distance(@Nullable String recorded, @Nullable String sent) {
        if (sent == null) {
            return recorded == null || recorded.equals(NOBODY) ? 1 : 0;
        }
        return Objects.equals(recorded, sent) ? 0 : recorded == null ? 1 : 2;
    }
}
