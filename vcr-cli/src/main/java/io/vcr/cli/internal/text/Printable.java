package io.vcr.cli.internal.text;

import io.vcr.Filters;
import io.vcr.SecretPolicy;
import io.vcr.SecretPolicy.Found;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Cassettes as they may be printed: decoded, with placeholders in the places of secrets. Pure. */
public final class Printable {

    private Printable() {}

    /** The cassette without what must not be printed. It has the same episodes in the same order. */
    public static Cassette of(Cassette cassette) {
        Cassette unframed = cassette.withEpisodes(cassette.episodes().stream()
                .map(episode -> episode.with(episode.request(), AwsFrames.asEvents(episode.response())))
                .toList());
        SecretPolicy policy = SecretPolicy.redact();
        Cassette redacted = Filters.apply(List.of(), policy, unframed);
        Map<Integer, String> left = policy.find(redacted).stream()
                .collect(Collectors.toMap(Found::episode, Found::what, (one, other) -> one + ", " + other));
        List<Episode> episodes = new ArrayList<>(redacted.episodes());
        left.forEach((episode, what) -> episodes.set(episode - 1, hidden(episodes.get(episode - 1), what)));
        return cassette.withEpisodes(episodes);
    }

    /** An episode with a secret that cannot be replaced in its place, such as among the bytes of a file. */
    private static Episode hidden(Episode episode, String what) {
        Body body = Body.of("(not shown: holds " + what + ")");
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        boolean isInBodies = what.matches("[^,]* body");
        Uri uri = isInBodies
                ? request.uri()
                : Uri.of(request.uri().scheme() + "://" + request.uri().host() + "/(not shown)");
        Episode shown = episode.with(
                new HttpRequest(
                        request.method(),
                        uri,
                        isInBodies ? request.headers() : Headers.EMPTY,
                        request.body().isEmpty() ? Body.EMPTY : body),
                new HttpResponse(
                        response.status(),
                        isInBodies ? response.reason() : "",
                        isInBodies ? response.headers() : Headers.EMPTY,
                        body));
        return (isInBodies ? shown : shown.withRoute(Route.DIRECT)).withConversation(null);
    }
}
