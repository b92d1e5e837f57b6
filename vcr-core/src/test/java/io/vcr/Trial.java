package io.vcr;

import static io.vcr.Exchanges.capture;

import io.vcr.SecretPlaces.Place;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An exchange with a value in some place is recorded with the default settings, and its request is sent again to where
 * it was recorded and to where it was not.
 */
final class Trial {

    private static final CassetteId ID = CassetteId.of("planted");

    private static final Pattern HEADERS = Pattern.compile("header|cookie|reason phrase|basic authentication");

    private final Place place;
    private final String name;
    private final List<Exchange> exchanges;
    private final StubPersister store = new StubPersister();
    private final Report recorded;

    Trial(Place place, String name, String value) {
        this(List.of(), place, name, value);
    }

    Trial(Exchange first, Place place, String name, String value) {
        this(List.of(first), place, name, value);
    }

    private Trial(List<Exchange> before, Place place, String name, String value) {
        this.place = place;
        this.name = name;
        this.exchanges = new ArrayList<>(before);
        exchanges.add(place.plant().put(name, value));
        this.recorded = run(Vcr.builder(store).build());
    }

    /** No header has a line feed, or a letter that is not ASCII; and no cookie has a semicolon. */
    static boolean canHold(Place place, String value) {
        return (!HEADERS.matcher(place.title()).find() || value.chars().allMatch(c -> c >= ' ' && c < 127))
                && !(place.title().contains("cookie") && value.contains(";"));
    }

    /** What takes the place of a value in the simplest place. */
    static String placeholder(String name, String value) {
        Place object = new Place(
                "JSON",
                true,
                (n, v) -> Exchange.of("POST").receive("text/json", "{" + Json.quote(n) + ":" + Json.quote(v) + "}"));
        Episode stored = new Trial(object, name, value).episode().orElseThrow();
        return Json.field(stored.response().body().text().orElseThrow(), name).orElseThrow();
    }

    private Report run(Vcr vcr) {
        Session session = vcr.open(ID);
        for (Exchange exchange : exchanges) {
            if (session.decide(exchange.request()) instanceof Decision.Live live) {
                capture(live.capture(), exchange.response());
            }
        }
        return session.finish(Outcome.PASSED);
    }

    private Optional<Episode> episode() {
        try {
            return store.memory.load(ID).map(cassette -> cassette.episodes().get(exchanges.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong, never the secret; without placeholders, what is around the secret is not looked at. */
    List<String> problems(String what, String secret, Set<String> placeholders) {
        Optional<Episode> episode = episode();
        if (episode.isEmpty()) {
            return List.of(what + ": refused: " + recorded.save());
        }
        List<String> problems = new ArrayList<>();
        if (holds(secret, episode.get())) {
            problems.add(what + ": stored");
        }
        if (run(Vcr.builder(store).build()).verdict() != Verdict.HIT) {
            problems.add(what + ": no hit");
        }
        Report missed = run(Vcr.builder(other()).mode(RecordMode.NONE).build());
        String said = "" + recorded + recorded.save() + recorded.warnings() + missed + missed.refusals();
        if (said.contains(secret)) {
            problems.add(what + ": said");
        }
        if (!placeholders.isEmpty() && placeholders.stream().noneMatch(each -> isAsIf(episode.get(), each))) {
            problems.add(what + ": around it");
        }
        return problems;
    }

    /** Not even its second half. */
    private static boolean holds(String whole, Episode episode) {
        String secret = whole.length() < 16 ? whole : whole.substring(whole.length() / 2);
        Cassette cassette = Cassette.of(ID, List.of(episode));
        return new String(CassetteCodec.YAML.encode(cassette), StandardCharsets.UTF_8).contains(secret)
                || new String(CassetteCodec.JSON.encode(cassette), StandardCharsets.UTF_8).contains(secret)
                || Decodings.of(episode).stream().anyMatch(text -> text.contains(secret));
    }

    /** Whether the episode is what is stored of one with the placeholder in the place of the value. */
    private boolean isAsIf(Episode episode, String placeholder) {
        Optional<Episode> expected = new Trial(place, name, placeholder).episode();
        return expected.isPresent()
                && whole(episode.request()).equals(whole(expected.get().request()))
                && whole(episode.response()).equals(whole(expected.get().response()));
    }

    private List<String> whole(HttpRequest request) {
        return List.of(plain(request.uri().text()), fields(request.headers()), text(request.body()));
    }

    private List<String> whole(HttpResponse response) {
        return List.of(plain(response.reason()), fields(response.headers()), text(response.body()));
    }

    private static String fields(Headers headers) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.name(i).equalsIgnoreCase("Content-Length")) {
                fields.append(headers.name(i))
                        .append(": ")
                        .append(headers.value(i))
                        .append('\n');
            }
        }
        return plain(fields.toString());
    }

    /** Of a text in pieces the whole, of all others each byte. */
    private String text(Body body) {
        String text = body.text().orElseGet(() -> new String(body.bytes(), StandardCharsets.ISO_8859_1));
        if (SecretPlaces.isInPieces(place)) {
            return Decodings.joined(text).stream()
                    .filter(whole -> whole.contains(" ") && !whole.contains("la la"))
                    .toList()
                    .toString();
        }
        return plain(place.title().contains("spelled") ? Decodings.unescaped(text) : text);
    }

    /** A placeholder has other brackets in XML and in a URL. */
    private static String plain(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("%3C", "<")
                .replace("%3E", ">");
    }

    /** A store with an episode that is close to each of the requests, so that the miss shows how they differ. */
    private static StubPersister other() {
        StubPersister store = new StubPersister();
        Exchange exchange = Exchange.of("POST").send("application/json", "{\"other\":true}");
        try {
            store.memory.save(
                    Cassette.of(ID, List.of(new Episode(exchange.request(), exchange.response(), null, null, null))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store;
    }
}
