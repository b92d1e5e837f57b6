package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {

    private static final String URL = "https://api.example.com/v1/charges";

    @TempDir
    private Path directory;

    @Test
    void comparesJsonByPath() throws IOException {
        Path old = save(
                "old",
                Samples.episode("POST", URL, "{\"amount\":1200,\"items\":[1,2,3]}", "{\"id\":\"ch_1\",\"paid\":true}"));
        Path now = save(
                "new", Samples.episode("POST", URL, "{ \"items\":[1,9,2,3], \"amount\":1250 }", "{\"id\":\"ch_1\"}"));

        assertThat(vcr("diff", old, now)).isEqualTo(new Shell.Result(Exit.FOUND, """
                pays
                  episode 1  POST https://api.example.com/v1/charges
                    request body   $.amount    1200 -> 1250
                    request body   $.items[1]  none -> 9
                    response body  $.paid      true -> none
                1 episode differs in 1 of 1 cassette
                """, ""));
    }

    @Test
    void doesNotCompareTheSpellingOfJson() throws IOException {
        Path old = save("old", Samples.episode("POST", URL, "{\"a\":1,\"b\":\"\\u00e9\"}", "{}"));
        Path now = save("new", Samples.episode("POST", URL, "{ \"b\": \"\u00e9\", \"a\": 1 }", "{ }"));

        assertThat(vcr("diff", old, now))
                .isEqualTo(new Shell.Result(Exit.DONE, "0 episodes differ in 0 of 1 cassette\n", ""));
    }

    @Test
    void comparesEpisodesWithEqualRequestsInWhateverOrder() throws IOException {
        Path old = save("old", Samples.charge(1), Samples.charge(2));
        Path now = save("new", Samples.charge(2), Samples.charge(1), Samples.stream());

        assertThat(vcr("diff", old, now).out()).isEqualTo("""
                pays
                + episode 3  GET https://api.example.com/v1/stream
                1 episode differs in 1 of 1 cassette
                """);
    }

    @Test
    void comparesStreamsByEvent() throws IOException {
        Path old = save("old", stream("data: {\"delta\":\"a\"}\n\ndata: {\"delta\":\"b\"}\n\n"));
        Path now = save("new", stream("data: {\"delta\":\"a\"}\n\ndata: {\"delta\":\"c\"}\n\ndata: [DONE]\n\n"));

        assertThat(vcr("diff", old, now).out())
                .contains("response event 2  $.delta  \"b\" -> \"c\"\n")
                .contains("response event 3           none -> [DONE]\n");
    }

    @Test
    void comparesWhatStreamsHoldBesideEvents() throws IOException {
        Path old = save("old", stream("id: 6\ndata: a\n\n: ping\n\n"));
        Path id = save("id", stream("id: 7\ndata: a\n\n: ping\n\n"));
        Path comment = save("comment", stream("id: 6\ndata: a\n\n"));

        assertThat(vcr("diff", old, id).out()).contains("response body  line 1  id: 6 -> id: 7\n");
        assertThat(vcr("diff", old, comment).out()).contains("response body  line 4  : ping -> none\n");
    }

    @Test
    void seesTheLastLineEndOfAText() throws IOException {
        Path old = save("old", text("text/plain", "one\ntwo".getBytes()));
        Path now = save("new", text("text/plain", "one\ntwo\n".getBytes()));

        assertThat(vcr("diff", old, now).out()).contains("response body  line 3  none -> \n");
    }

    @Test
    void comparesTextByLineAndBytesByLength() throws IOException {
        Path old =
                save("old", text("text/plain", "one\ntwo".getBytes()), text("image/png", new byte[] {0, (byte) 0xff}));
        Path now = save("new", text("text/plain", "one\n2".getBytes()), text("image/png", new byte[] {(byte) 0xff}));

        assertThat(vcr("diff", old, now).out())
                .contains("response body  line 2  two -> 2\n")
                .contains("2 bytes -> 1 byte\n");
    }

    @Test
    void comparesTheRoutesToResponses() throws IOException {
        Episode direct = Samples.redirected("/to", "theme=dark").withRoute(Episode.Route.DIRECT);
        Path old = save("old", Samples.redirected("/to", "theme=dark"), direct);
        Path now = save("new", Samples.redirected("/login", "theme=light"), Samples.redirected("/to", "theme=dark"));

        assertThat(vcr("diff", old, now).out()).isEqualTo("""
                pays
                  episode 1  GET https://api.example.com/from
                    hop 1 header  Set-Cookie  theme=dark -> theme=light
                    last url                  https://api.example.com/to -> https://api.example.com/login
                  episode 2  GET https://api.example.com/from
                    hop 1        none -> GET https://api.example.com/from -> 302 Found
                    last url     none -> https://api.example.com/to
                    version      HTTP/1.1 -> HTTP/2
                2 episodes differ in 1 of 1 cassette
                """);
    }

    @Test
    void showsNoSecret() throws IOException {
        Path old = save("old", Samples.leaking());
        Path now = save("new", Samples.episode("POST", "https://api.example.com/v1/login", "{\"name\":\"a\"}", "{}"));

        Shell.Result result = vcr("diff", old, now);

        assertThat(result.out()).contains("$.api_key  \"<api_key-1>\" -> none").doesNotContain(Samples.SECRET);
        assertThat(vcr("diff", "--json", old, now).out())
                .contains("<api_key-1>")
                .doesNotContain(Samples.SECRET);
    }

    @Test
    void ignoresWhatMayDiffer() throws IOException {
        Path old = save("old", Samples.charge(1));
        Path now = save("new", Samples.charge(2));

        assertThat(vcr("diff", "--ignoring", "$.amount", old, now).status()).isEqualTo(Exit.DONE);
        assertThat(vcr("diff", "--ignoring", "$.*", old, now).status()).isEqualTo(Exit.DONE);
        assertThat(vcr("diff", "--ignoring", "$.am", old, now).status()).isEqualTo(Exit.FOUND);
    }

    @Test
    void comparesDirectoriesByName() throws IOException {
        save("old", Samples.charge(1));
        Samples.save(directory.resolve("old"), "com/acme/gone", Samples.charge(1));
        save("new", Samples.charge(1));
        Samples.save(directory.resolve("new"), "com/acme/added", Samples.charge(1));

        assertThat(vcr("diff", directory.resolve("old"), directory.resolve("new"))
                        .out())
                .isEqualTo("""
                com/acme/gone
                - episode 1  POST https://api.example.com/v1/charges
                com/acme/added
                + episode 1  POST https://api.example.com/v1/charges
                2 episodes differ in 2 of 3 cassettes
                """);
    }

    @Test
    void comparesDirectoriesByNameIfEachHoldsOneCassette() throws IOException {
        Samples.save(directory.resolve("old"), "gone", Samples.charge(1));
        Samples.save(directory.resolve("new"), "added", Samples.charge(1));

        assertThat(vcr("diff", directory.resolve("old"), directory.resolve("new"))
                        .out())
                .isEqualTo("""
                gone
                - episode 1  POST https://api.example.com/v1/charges
                added
                + episode 1  POST https://api.example.com/v1/charges
                2 episodes differ in 2 of 2 cassettes
                """);
    }

    @Test
    void printsJson() throws IOException {
        Path old = save("old", Samples.charge(1));
        Path now = save("new", Samples.charge(2));

        assertThat(vcr("diff", "--json", old, now).out()).contains("""
                          "where": "request body",
                          "path": "$.amount",
                          "before": "1",
                          "after": "2"
                """);
    }

    @Test
    void writesNoControlCharactersInJson() throws IOException {
        Path old = save("old", text("text/plain", "a\u007f\u009b2J".getBytes(StandardCharsets.UTF_8)));
        Path now = save("new", text("text/plain", "b\u001b[2J".getBytes(StandardCharsets.UTF_8)));

        assertThat(vcr("diff", "--json", old, now).out())
                .contains("\"before\": \"a\\u007f\\u009b2J\"")
                .contains("\"after\": \"b\\u001B[2J\"");
    }

    @Test
    void needsTwoPlaces() {
        assertThat(vcr("diff", directory))
                .isEqualTo(new Shell.Result(
                        Exit.USAGE, "", "Two places are compared, and 1 is given; or give --rev COMMIT\n"));
    }

    private Path save(String side, Episode... episodes) throws IOException {
        return Samples.save(directory.resolve(side), "pays", episodes);
    }

    private static Episode stream(String events) {
        return text("text/event-stream", events.getBytes());
    }

    private static Episode text(String type, byte[] body) {
        return Samples.charge(1)
                .with(
                        Samples.charge(1).request(),
                        new HttpResponse(200, "OK", Headers.of("Content-Type", type), Body.of(body)));
    }
}
