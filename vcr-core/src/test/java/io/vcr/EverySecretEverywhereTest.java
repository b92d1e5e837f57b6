package io.vcr;

import static io.vcr.Exchanges.capture;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.SecretPlaces.Place;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.internal.shape.Samples;
import io.vcr.internal.shape.Samples.Sample;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of the catalogue, and a value without a shape under each telling name, in each place: with the default
 * settings it is in nothing that is stored or said, what is around it stays as it was, and the same request is a hit.
 */
class EverySecretEverywhereTest {

    private static final long SEED = 20_27;
    private static final CassetteId ID = CassetteId.of("planted");
    private static final List<Sample> KINDS = Samples.plain(SEED).all();

    /** Of the kinds, one in so many is tried in each place in the inner loop; which ones differs from place to place. */
    private static final int FEW = 12;

    private static final List<String> NAMES = List.of(
            "access_token",
            "refresh_token",
            "id_token",
            "client_secret",
            "password",
            "secret",
            "secret_access_key",
            "secret_key",
            "access_key",
            "api_key",
            "private_key",
            "passwd",
            "pwd",
            "passphrase",
            "session_token",
            "security_token",
            "auth_token",
            "bearer",
            "assertion",
            "client_assertion",
            "code_verifier",
            "otp",
            "webhook_secret",
            "signing_secret",
            "account_key",
            "connection_string",
            "sas_token",
            "x-vault-token");

    static Stream<Place> places() {
        return SecretPlaces.all().stream();
    }

    static Stream<Place> placesWithNames() {
        return places().filter(Place::hasName);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aKindIsNowhere(Place place) {
        Random random = new Random(SEED + place.title().hashCode());
        assertThat(KINDS.stream()
                        .filter(kind -> random.nextInt(FEW) == 0)
                        .flatMap(kind -> problems(place, kind).stream()))
                .isEmpty();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("places")
    void eachKindIsNowhere(Place place) {
        assertThat(KINDS.stream().flatMap(kind -> problems(place, kind).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("placesWithNames")
    void aValueIsNowhereUnderATellingName(Place place) {
        Random random = new Random(SEED);
        assertThat(NAMES.stream()
                        .flatMap(name -> forms(name).stream())
                        .flatMap(name -> named(place, name, "correct.horse" + random.nextInt(10_000)).stream()))
                .isEmpty();
    }

    /** Snake, kebab, camel and upper case. */
    private static Set<String> forms(String name) {
        String camel = name.chars()
                .mapToObj(Character::toString)
                .reduce(
                        "",
                        (all, c) -> all.endsWith("_") || all.endsWith("-")
                                ? all.substring(0, all.length() - 1) + c.toUpperCase(Locale.ROOT)
                                : all + c);
        return new LinkedHashSet<>(List.of(name, name.replace('_', '-'), camel, name.toUpperCase(Locale.ROOT)));
    }

    private static List<String> problems(Place place, Sample sample) {
        if (place.title().matches(".*(header|cookie|authentication).*")
                && sample.text().chars().anyMatch(c -> c < ' ')) {
            return List.of(); // no header value has a line feed
        }
        String id = sample.kind().id();
        String inText = alone("note", "see " + sample.text() + " ok").replaceAll("^see | ok$", "");
        Set<String> wanted = new LinkedHashSet<>(List.of(inText, "<cookie-1>", "<url_password-1>"));
        return new Trial(place, "note", sample.text()).problems(id, sample.secret(), wanted);
    }

    private static List<String> named(Place place, String name, String value) {
        return new Trial(place, name, value).problems(name, value, Set.of(alone(name, value)));
    }

    /** What takes the place of a value in the simplest place. */
    private static String alone(String name, String value) {
        Place object = new Place(
                "JSON",
                true,
                (n, v) -> Exchange.of("POST").receive("text/json", "{\"" + n + "\":" + Json.quote(v) + "}"));
        String stored = new Trial(object, name, value)
                .episode()
                .orElseThrow()
                .response()
                .body()
                .text()
                .orElseThrow();
        return Json.field(stored, name).orElseThrow();
    }

    /** An exchange is recorded, and its request is sent again to where it was recorded and to where it was not. */
    private static final class Trial {

        private final Place place;
        private final String name;
        private final Exchange exchange;
        private final StubPersister store = new StubPersister();
        private final Report recorded;

        Trial(Place place, String name, String value) {
            this.place = place;
            this.name = name;
            this.exchange = place.plant().put(name, value);
            this.recorded = run(Vcr.builder(store).build(), exchange);
        }

        Optional<Episode> episode() {
            try {
                return store.memory.load(ID).map(cassette -> cassette.episodes().get(0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What is wrong; never the secret. */
        List<String> problems(String what, String secret, Set<String> placeholders) {
            Optional<Episode> episode = episode();
            if (episode.isEmpty()) {
                return List.of(what + ": refused: " + recorded.save());
            }
            List<String> problems = new ArrayList<>();
            if (holds(secret, episode.get())) {
                problems.add(what + ": stored");
            }
            Report again = run(Vcr.builder(store).build(), exchange);
            if (again.verdict() != Verdict.HIT) {
                problems.add(what + ": no hit");
            }
            Report missed = run(Vcr.builder(other()).mode(RecordMode.NONE).build(), exchange);
            String said = "" + recorded + recorded.save() + recorded.warnings() + missed + missed.refusals();
            if (said.contains(secret)) {
                problems.add(what + ": said");
            }
            if (!what.endsWith("-cut")
                    && !what.endsWith("-signature")
                    && placeholders.stream().noneMatch(placeholder -> isAsIf(episode.get(), placeholder))) {
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

        private List<Object> whole(HttpRequest request) {
            return List.of(plain(request.uri().text()), fields(request.headers()), text(request.body()));
        }

        private List<Object> whole(HttpResponse response) {
            return List.of(response.reason(), fields(response.headers()), text(response.body()));
        }

        private static String fields(Headers headers) {
            return plain(headers.without("Content-Length").toString());
        }

        private Object text(Body body) {
            String text = body.text().orElse("");
            if (text.isEmpty()) {
                return body;
            }
            return SecretPlaces.isInPieces(place)
                    ? Decodings.joined(text).stream()
                            .filter(whole -> whole.contains(" ") && !whole.contains("la la"))
                            .toList()
                    : plain(place.title().contains("spelled") ? Decodings.unescaped(text) : text);
        }

        /** A placeholder in XML or in an URL has other brackets. */
        private static String plain(String text) {
            return text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("%3C", "<")
                    .replace("%3E", ">");
        }
    }

    private static Report run(Vcr vcr, Exchange exchange) {
        Session session = vcr.open(ID);
        if (session.decide(exchange.request()) instanceof Decision.Live live) {
            capture(live.capture(), exchange.response());
        }
        return session.finish(Outcome.PASSED);
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
