package io.vcr;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.codec.Corpus;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cassettes in random orders, with another client than the one that has recorded them: no request gets the answer that was
 * recorded for a request that differs in anything that selects, and none is refused.
 */
@Tag("matrix")
class EveryOrderTest {

    private static final CassetteId ID = CassetteId.of("every-order");
    private static final long SEED = 20261128;
    private static final int CASSETTES = 8;
    private static final int ORDERS = 200;

    /** What changes with the version of a client, its machine and each run. */
    private static final List<String> CHANGING = List.of(
            "User-Agent",
            "Accept-Encoding",
            "X-Sdk-Version",
            "x-goog-api-client",
            "traceparent",
            "X-B3-TraceId",
            "X-Request-Id",
            "amz-sdk-invocation-id",
            "X-Amz-Date",
            "Cache-Control");

    /** Requests that match each other, or that only seem to. */
    private enum Kind {
        RANGES(random -> {
            int part = random.nextInt(6);
            HttpRequest file = get("https://h/file/" + random.nextInt(2));
            return part == 0 ? file : with(file, "Range", "bytes=" + part * 100 + "-" + (part * 100 + 99));
        }),
        OPERATIONS(random -> {
            String[] headers = {"X-Amz-Target", "SOAPAction", "X-HTTP-Method-Override", "X-TC-Action", "Upload-Offset"};
            HttpRequest call = typed("application/json", "{\"TableName\":\"t\"}");
            return with(call, headers[random.nextInt(headers.length)], "operation" + random.nextInt(4));
        }),
        LANGUAGES(random -> {
            HttpRequest page = with(get("https://h/page"), "Accept-Language", pick(random, "de", "en", "fr", "de-AT"));
            return with(page, "Accept", pick(random, "text/html", "text/csv", "application/json"));
        }),
        FORMS(random -> typed(
                "application/x-www-form-urlencoded",
                pick(random, "a=1&a=2", "a=2&a=1", "a=1", "a=1&a=1", "a=1&b=2", "b=2&a=1", "a=+", "a=%20"))),
        CONDITIONS(random -> {
            HttpRequest resource = get("https://h/resource");
            String header = pick(random, "", "If-None-Match", "If-Match", "If-Range", "If-Modified-Since");
            return header.isEmpty() ? resource : with(resource, header, "\"" + random.nextInt(3) + "\"");
        }),
        PARAMETERS(random -> get("https://h/search?"
                + pick(
                        random, "a=1&a=2", "a=2&a=1", "a=1", "a=1&a=1", "a=1&b=2", "b=2&a=1", "a", "a=", "q=x+y",
                        "q=x%20y"))),
        ENCODINGS(random -> get("https://h/encoded/" + random.nextInt(3))),
        CALLERS(random -> {
            HttpRequest me = get("https://h/me");
            int who = random.nextInt(4);
            return who == 0 ? me : with(me, "Authorization", "Bearer caller-" + who + "-0123456789abcdef");
        });

        private final Function<Random, HttpRequest> request;

        Kind(Function<Random, HttpRequest> request) {
            this.request = request;
        }
    }

    private static HttpRequest with(HttpRequest request, String header, String value) {
        return request.withHeaders(request.headers().with(header, value));
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    /** A request as the client of one run sends it. */
    private static HttpRequest by(int run, HttpRequest request) {
        Headers headers = request.headers();
        for (String name : CHANGING) {
            headers = headers.with(name, name + "/" + run);
        }
        return request.withHeaders(headers);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyRequestGetsItsOwnAnswer(Kind kind) throws IOException {
        int played = 0;
        for (int cassette = 0; cassette < CASSETTES; cassette++) {
            Random random = new Random(SEED + 31L * cassette + kind.ordinal());
            List<HttpRequest> requests = IntStream.range(0, 6 + random.nextInt(20))
                    .mapToObj(i -> kind.request.apply(random))
                    .toList();
            Persister store = Persisters.inMemory();
            Map<String, HttpRequest> asked = recorded(store, requests);
            for (int order = 0; order < ORDERS; order++) {
                List<HttpRequest> shuffled = new ArrayList<>(requests);
                Collections.shuffle(shuffled, random);
                assertThat(wrong(store, shuffled, asked, order + 1))
                        .as("%s, cassette %d, order %d", kind, cassette, order)
                        .isEmpty();
                played += shuffled.size();
            }
        }
        System.out.println(kind + ": " + played + " requests in " + CASSETTES * ORDERS + " orders");
    }

    /** Records the requests; returns which request has got which answer. */
    private static Map<String, HttpRequest> recorded(Persister store, List<HttpRequest> requests) throws IOException {
        Session session = vcr(store, RecordMode.ONCE).open(ID);
        Map<String, HttpRequest> asked = new HashMap<>();
        for (HttpRequest request : requests) {
            String answer = "answer " + asked.size();
            Headers headers = Headers.of("Vary", "Accept-Encoding, User-Agent", "Content-Type", "text/plain");
            Exchanges.exchange(session, by(0, request), new HttpResponse(200, "OK", headers, Body.of(answer)));
            asked.put(answer, request);
        }
        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(requests.size());
        return asked;
    }

    private static Vcr vcr(Persister store, RecordMode mode) {
        return Vcr.builder(store)
                .environment(Map.of())
                .mode(mode)
                .maxEpisodes(100)
                .build();
    }

    private static List<String> wrong(
            Persister store, List<HttpRequest> requests, Map<String, HttpRequest> asked, int run) {
        List<String> wrong = new ArrayList<>();
        Session session = vcr(store, RecordMode.NONE).open(ID);
        for (HttpRequest request : requests) {
            Decision decision = session.decide(by(run, request));
            if (decision instanceof Decision.Replay replay) {
                String answer = replay.episode().response().body().text().orElseThrow();
                if (!request.equals(asked.get(answer))) {
                    wrong.add(request + " " + request.headers() + " got the answer of " + asked.get(answer));
                }
            } else {
                wrong.add(((Decision.Refuse) decision).message());
            }
        }
        int unplayed = session.finish(Outcome.PASSED).counts().unplayed();
        if (unplayed > 0) {
            wrong.add(unplayed + " unplayed");
        }
        return wrong;
    }

    @Test
    void everyRequestOfARealCassetteGetsItsOwnAnswer() throws IOException {
        Path corpus = Corpus.directory();
        Random random = new Random(SEED);
        int cassettes = 0;
        int played = 0;
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<Episode> episodes = episodes(file);
                if (episodes.size() > 1) {
                    cassettes++;
                    Persister store = Persisters.inMemory();
                    store.save(Cassette.of(ID, episodes));
                    List<HttpRequest> shuffled = new ArrayList<>(
                            episodes.stream().map(Episode::request).toList());
                    for (int order = 0; order < ORDERS; order++) {
                        Collections.shuffle(shuffled, random);
                        assertThat(wrong(store, shuffled, order + 1))
                                .as("%s, order %d", file, order)
                                .isEmpty();
                        played += shuffled.size();
                    }
                }
            }
        }
        System.out.println(cassettes + " real cassettes: " + played + " requests in " + ORDERS + " orders each");
    }

    private static List<String> wrong(Persister store, List<HttpRequest> requests, int run) {
        List<String> wrong = new ArrayList<>();
        Session session = vcr(store, RecordMode.NONE).open(ID);
        for (HttpRequest request : requests) {
            Decision decision = session.decide(by(run, request));
            if (!(decision instanceof Decision.Replay replay)) {
                wrong.add(((Decision.Refuse) decision).message());
            } else if (!selecting(request).equals(selecting(replay.episode().request()))) {
                wrong.add(request + " got the answer of another request");
            }
        }
        session.finish(Outcome.PASSED);
        return wrong;
    }

    /** What selects: all but what changes with the client, and what no filter removes. */
    private static List<Object> selecting(HttpRequest unfiltered) {
        HttpRequest request =
                new FilterChain(Filters.defaults(), new Redaction(SecretRules.NOTHING)).request(unfiltered);
        Set<String> changing = Set.copyOf(
                CHANGING.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
        Uri uri = request.uri();
        return List.of(request.method(), uri, request.headers().without(changing::contains), request.body());
    }

    private static List<Episode> episodes(Path file) throws IOException {
        try {
            return CassetteCodec.decode(ID, Files.readAllBytes(file), "it").episodes();
        } catch (CassetteFormatException e) {
            return List.of(); // no cassette
        }
    }
}
