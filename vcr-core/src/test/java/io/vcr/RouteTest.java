package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a client came to a response: recorded, filtered, stored and replayed. */
class RouteTest {

    private static final HttpRequest LOGIN = post("{\"user\":\"u\"}");
    private static final String TOKEN = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";

    private final StubPersister store = new StubPersister();

    private Session open(RecordMode mode) {
        return builder(mode).build().open(ID);
    }

    private Vcr.Builder builder(RecordMode mode) {
        return Vcr.builder(store).mode(mode).environment(Map.of());
    }

    private static Route route(String uri, String cookie) {
        Headers headers = Headers.of("Location", uri, "Set-Cookie", cookie);
        HttpResponse redirect = new HttpResponse(302, "Found", headers, Body.EMPTY);
        return new Route(List.of(new Hop("POST", LOGIN.uri(), redirect)), Uri.of(uri), "HTTP/2");
    }

    private Episode recorded(Route route) throws IOException {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.route(() -> route);
        Exchanges.capture(capture, ok("{}"));
        session.finish(Outcome.PASSED);
        return store.load(ID).orElseThrow().episodes().get(0);
    }

    @Test
    void theReplayHasTheRoute() throws Exception {
        Route route = route("https://h/home", "theme=dark");
        recorded(route);

        Session session = open(RecordMode.NONE);
        Decision.Replay replay = (Decision.Replay) session.decide(LOGIN);
        session.finish(Outcome.PASSED);

        Route replayed = replay.episode().route();
        assertThat(replayed.uri()).isEqualTo(route.uri());
        assertThat(replayed.version()).isEqualTo("HTTP/2");
        assertThat(replayed.hops()).extracting(hop -> hop.response().status()).containsExactly(302);
    }

    @Test
    void whatIsSecretInAUrlOrACookieOfARedirectIsReplaced() throws Exception {
        Route stored = recorded(route("https://h/home?access_token=" + TOKEN, "session=" + TOKEN + "; Path=/"))
                .route();

        assertThat(stored.toString()).doesNotContain(TOKEN);
        assertThat(stored.uri().text()).startsWith("https://h/home?access_token=");
        assertThat(stored.hops().get(0).response().headers().first("Set-Cookie").orElseThrow())
                .startsWith("session=")
                .endsWith("; Path=/")
                .doesNotContain(TOKEN);
        assertThat(stored.hops().get(0).response().headers().toString()).doesNotContain(TOKEN);
        assertThat(new String(CassetteCodec.JSON.encode(store.load(ID).orElseThrow()), StandardCharsets.UTF_8))
                .doesNotContain(TOKEN);
    }

    @Test
    void whatARedirectShowsIsASecretInTheBodyToo() throws Exception {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.route(() -> route("https://h/home?access_token=ab-cd-1234-zx81", "sid=kq7w-zx81-mm20-pp93"));
        Exchanges.capture(capture, ok("{\"reference\":\"kq7w-zx81-mm20-pp93\",\"last\":\"ab-cd-1234-zx81\"}"));
        session.finish(Outcome.PASSED);

        assertThat(new String(CassetteCodec.JSON.encode(store.load(ID).orElseThrow()), StandardCharsets.UTF_8))
                .doesNotContain("kq7w-zx81-mm20-pp93")
                .doesNotContain("ab-cd-1234-zx81");
    }

    @Test
    void whatTheBodyShowsIsASecretInARedirectToo() throws Exception {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.route(() -> route("https://h/home/" + TOKEN.substring(2), "a=b"));
        Exchanges.capture(capture, ok("{\"access_token\":\"" + TOKEN.substring(2) + "\"}"));
        session.finish(Outcome.PASSED);

        assertThat(new String(CassetteCodec.JSON.encode(store.load(ID).orElseThrow()), StandardCharsets.UTF_8))
                .doesNotContain(TOKEN.substring(2));
    }

    @Test
    void theFiltersOfTheUserSeeRedirects() throws Exception {
        Vcr.Builder builder = builder(RecordMode.ONCE).filter(Filters.replaceText("tenant-7", "TENANT"));
        Session session = builder.build().open(ID);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.route(() -> route("https://h/tenant-7", "a=b"));
        Exchanges.capture(capture, ok("{}"));
        session.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes().get(0).route().uri()).isEqualTo(Uri.of("https://h/TENANT"));
    }

    @Test
    void aRouteThatTheClientShowsLateIsRecorded() throws Exception {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.routeFollows();
        Exchanges.capture(capture, ok("{}"));
        capture.route(() -> route("https://h/home", "a=b"));
        session.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes().get(0).route().uri()).isEqualTo(Uri.of("https://h/home"));
    }

    @Test
    void aResponseWhoseRouteIsNeverShownIsRecorded() {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(LOGIN)).capture();
        capture.routeFollows();
        Exchanges.capture(capture, ok("{}"));

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void aUrlThatCannotBeStoredDropsNothing() throws Exception {
        Session session = open(RecordMode.ONCE);
        Capture capture = ((Decision.Live) session.decide(get("https://h/"))).capture();
        capture.route(() -> new Route(List.of(), Uri.of("no URL"), ""));
        Exchanges.capture(capture, ok("{}"));
        session.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes().get(0).route()).isEqualTo(Route.DIRECT);
    }

    /** As vcrpy's stubs of aiohttp and httpx write it. */
    @Test
    void theUrlAndTheVersionOfAResponseOfVcrpyAreRead() throws Exception {
        String cassette = """
                version: 1
                interactions:
                - request: {method: GET, uri: 'https://h/from', headers: {}, body: null}
                  response:
                    status: {code: 200, message: OK}
                    headers: {}
                    body: {string: there}
                    url: https://h/to
                    http_version: HTTP/2
                """;

        Episode episode = CassetteCodec.decode(ID, cassette.getBytes(StandardCharsets.UTF_8), "a.yaml")
                .episodes()
                .get(0);

        assertThat(episode.route()).isEqualTo(new Route(List.of(), Uri.of("https://h/to"), "HTTP/2"));
    }

    @ParameterizedTest
    @CsvSource({
        "302, POST, GET",
        "301, PUT, PUT",
        "303, PUT, GET",
        "303, HEAD, HEAD",
        "307, POST, POST",
        "401, GET, GET"
    })
    void theMethodOfTheLastRequestFollowsFromTheRedirect(int status, String method, String last) {
        Hop hop = new Hop(method, LOGIN.uri(), Exchanges.status(status));

        assertThat(new Route(List.of(hop), null, "").method(method)).isEqualTo(last);
    }
}
