package io.vcr.apache4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Uri;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpVersion;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.HttpHostConnectException;
import org.apache.http.cookie.Cookie;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.BasicCookieStore;
import org.apache.http.impl.client.BasicResponseHandler;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicNameValuePair;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular to this client. The rest is in the contract of transports. */
class VcrHttpClientTest {

    private final LoopbackServer server = LoopbackServer.start()
            .on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "one"));
    private final Persister persister = Persisters.inMemory();
    private final Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();

    /** Makes calls with a client. */
    @FunctionalInterface
    private interface Use {
        void with(CloseableHttpClient client) throws Exception;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Report record(Use use) throws Exception {
        return run(vcr, HttpClients.createDefault(), use);
    }

    private Report replay(Use use) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), HttpClients.createDefault(), use);
    }

    private static Report run(Vcr configured, CloseableHttpClient below, Use use) throws Exception {
        Session session = configured.open("apache4");
        try (CloseableHttpClient client = VcrHttpClient.of(session, below)) {
            use.with(client);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private List<Episode> stored() throws IOException {
        return persister.load(CassetteId.of("apache4")).orElseThrow().episodes();
    }

    @Test
    void aResponseHandlerGetsTheSameResponseInAReplay() throws Exception {
        String url = server.url("/one");
        Use get = client -> assertThat(client.execute(new HttpGet(url), new BasicResponseHandler()))
                .isEqualTo("one");

        record(get);

        assertThat(replay(get).verdict()).isEqualTo(Verdict.HIT);
    }

    /** The default pool has two connections a host, and no limit for a read. */
    @Test
    void closingAResponseThatStallsEndsItsConnection() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(3);
        server.on("/watch", (request, wire) -> {
            wire.chunked("Content-Type: application/json");
            wire.chunk("{");
            wire.awaitHangUp();
            hungUp.countDown();
        });

        Report report = record(client -> {
            HttpGet get = new HttpGet(server.url("/watch"));
            get.setConfig(RequestConfig.custom()
                    .setConnectionRequestTimeout(10_000) // for a connection of the pool
                    .build());
            for (int i = 0; i < 3; i++) {
                try (CloseableHttpResponse watch = client.execute(get)) {
                    assertThat(watch.getEntity().getContent().read()).isEqualTo('{');
                }
            }
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("closed early", 3));
    }

    @Test
    void closingAStreamOfEventsOfAwsDoesNotReadOn() throws Exception {
        server.on("/events", (request, wire) -> {
            wire.chunked("Content-Type: application/vnd.amazon.eventstream");
            wire.chunk("a frame that ends early");
            wire.lastChunk();
        });

        Report report = record(client -> {
            try (CloseableHttpResponse events = client.execute(new HttpGet(server.url("/events")))) {
                assertThat(events.getEntity().getContent().read()).isEqualTo('a');
            }
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("closed early", 1));
    }

    @Test
    void aRequestWithATargetHostHasThatHost() throws Exception {
        HttpHost target = HttpHost.create(server.url(""));
        HttpRequest relative = new BasicHttpRequest("GET", "/one?u=http://other/", HttpVersion.HTTP_1_1);

        record(client -> client.execute(target, relative).close());

        assertThat(stored().get(0).request().uri()).isEqualTo(Uri.of(server.url("/one?u=http://other/")));
    }

    @Test
    void aRequestWithAnotherHostThanItsTargetKeepsItsOwn() throws Exception {
        HttpHost target = HttpHost.create(server.url(""));

        record(client -> client.execute(target, new HttpGet("http://api.example.com/one"))
                .close());

        assertThat(stored().get(0).request().uri()).hasToString("http://api.example.com/one");
        assertThat(server.request().headers().first("Host")).contains("api.example.com");
    }

    @Test
    void aRequestWithoutAHostFailsAsWithoutTheAdapter() throws Exception {
        try (CloseableHttpClient bare = HttpClients.createDefault()) {
            Throwable expected = catchThrowable(() -> bare.execute(new HttpGet("/path")));

            record(client -> assertThatThrownBy(() -> client.execute(new HttpGet("/path")))
                    .hasSameClassAs(expected)
                    .hasMessage(expected.getMessage()));
        }
    }

    @Test
    void aFormIsSentAsItIs() throws Exception {
        HttpPost post = new HttpPost(server.url("/form"));
        post.setEntity(new UrlEncodedFormEntity(List.of(new BasicNameValuePair("a", "b c&d"))));

        record(client -> client.execute(post).close());

        assertThat(server.request().target()).isEqualTo("/form");
        assertThat(server.request().text()).isEqualTo("a=b+c%26d");
        assertThat(server.request().headers().all("Content-Type")).containsExactly("application/x-www-form-urlencoded");
    }

    @Test
    void theRequestOfTheCallerStaysAsItIs() throws Exception {
        HttpPost post = new HttpPost(server.url("/post"));
        StringEntity entity = new StringEntity("body");
        post.setEntity(entity);
        post.setHeader("X-Vcr-Cassette", "apache4");

        record(client -> client.execute(post).close());

        assertThat(post.getEntity()).isSameAs(entity);
        assertThat(post.getFirstHeader("X-Vcr-Cassette").getValue()).isEqualTo("apache4");
    }

    @Test
    void theConfigurationOfARequestCounts() throws Exception {
        HttpPost post = new HttpPost(server.url("/one"));
        post.setEntity(new StringEntity("body"));
        post.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());

        record(client -> client.execute(post).close());

        assertThat(server.request().headers().first("Expect")).contains("100-continue");
    }

    @Test
    void anAbortEndsACallWhoseBodyWasRead() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on("/stuck", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });
        HttpPost post = new HttpPost(server.url("/stuck"));
        post.setEntity(new StringEntity("body"));

        Report report = record(client -> {
            Thread aborting = new Thread(() -> {
                try {
                    arrived.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                post.abort();
            });
            aborting.start();
            assertThatThrownBy(() -> client.execute(post)).isInstanceOf(IOException.class);
            aborting.join();
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void aBodyWhoseStreamIsClosedIsReadToItsEndAndRecorded() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.await(closing);
            wire.chunk("b");
            wire.lastChunk();
        });

        record(client -> {
            try (CloseableHttpResponse response = client.execute(new HttpGet(server.url("/slow")))) {
                InputStream body = response.getEntity().getContent();
                assertThat(body.read()).isEqualTo('a');
                closing.countDown();
                EntityUtils.consume(response.getEntity());
            }
        });

        assertThat(stored().get(0).response().body().text()).contains("ab");
    }

    @Test
    void aReplayLeavesTheCookiesOfItsResponseInTheStoreOfTheContext() throws Exception {
        server.on("/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", ""));
        String url = server.url("/login");
        List<List<Cookie>> kept = new ArrayList<>();
        Use login = client -> {
            HttpClientContext context = HttpClientContext.create();
            context.setCookieStore(new BasicCookieStore());
            client.execute(new HttpGet(url), context).close();
            kept.add(context.getCookieStore().getCookies());
            RequestConfig none = RequestConfig.custom()
                    .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                    .build();
            HttpGet ignoring = new HttpGet(url);
            ignoring.setConfig(none);
            HttpClientContext other = HttpClientContext.create();
            other.setCookieStore(new BasicCookieStore());
            client.execute(ignoring, other).close();
            assertThat(other.getCookieStore().getCookies()).isEmpty();
        };

        record(login);
        replay(login);

        assertThat(kept.get(0)).hasSize(1);
        assertThat(kept.get(1)).hasSize(1);
        assertThat(kept.get(1).get(0).getName()).isEqualTo(kept.get(0).get(0).getName());
        assertThat(kept.get(1).get(0).getDomain()).isEqualTo(kept.get(0).get(0).getDomain());
    }

    @Test
    void aReplayOfAClientThatIgnoresCookiesKeepsNone() throws Exception {
        server.on("/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", ""));
        String url = server.url("/login");
        RequestConfig none =
                RequestConfig.custom().setCookieSpec(CookieSpecs.IGNORE_COOKIES).build();
        CloseableHttpClient ignoring =
                HttpClients.custom().setDefaultRequestConfig(none).build();
        HttpClientContext context = HttpClientContext.create();
        context.setCookieStore(new BasicCookieStore());

        record(client -> client.execute(new HttpGet(url)).close());
        Report report = run(
                vcr.toBuilder().mode(RecordMode.NONE).build(),
                ignoring,
                client -> client.execute(new HttpGet(url), context).close());

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(context.getCookieStore().getCookies()).isEmpty();
        assertThat(context.getRequestConfig()).isSameAs(none);
    }

    @Test
    void aReplayedCookieHasThePathOfItsRequestAsHttpClientHasIt() throws Exception {
        server.on("/a%20b/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark", ""));
        String url = server.url("/a%20b/login");
        List<String> paths = new ArrayList<>();
        Use login = client -> {
            HttpClientContext context = HttpClientContext.create();
            context.setCookieStore(new BasicCookieStore());
            client.execute(new HttpGet(url), context).close();
            context.getCookieStore().getCookies().forEach(cookie -> paths.add(cookie.getPath()));
        };

        record(login);
        replay(login);

        assertThat(paths).containsExactly("/a b", "/a b");
    }

    @Test
    void aReplayLeavesRequestAndResponseInTheContext() throws Exception {
        String url = server.url("/one");
        record(client -> client.execute(new HttpGet(url)).close());
        HttpClientContext context = HttpClientContext.create();
        HttpGet get = new HttpGet(url);

        replay(client -> {
            CloseableHttpResponse response = client.execute(get, context);
            assertThat(context.getResponse()).isSameAs(response);
        });

        assertThat(context.getRequest()).isSameAs(get);
        assertThat(context.getTargetHost().toURI()).isEqualTo(url.substring(0, url.lastIndexOf('/')));
    }

    @Test
    void aMinimalClientIsRecordedToo() throws Exception {
        HttpGet get = new HttpGet(server.url("/one"));

        Report report = run(
                vcr, HttpClients.createMinimal(), client -> client.execute(get).close());

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    @SuppressWarnings("deprecation")
    void aClientOfTheOldApiIsRecordedToo() throws Exception {
        HttpPost post = new HttpPost(server.url("/one"));
        post.setEntity(new StringEntity("body"));

        Report report = run(vcr, new org.apache.http.impl.client.DefaultHttpClient(), client -> {
            assertThat(client.getParams().getParameter("http.protocol.version")).isEqualTo(HttpVersion.HTTP_1_1);
            client.execute(post).close();
        });

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(server.request().text()).isEqualTo("body");
    }

    @Test
    void aReplayOfARefusedConnectionNamesTheHost() throws Exception {
        Vcr errors = vcr.toBuilder().record(Recorded.ERRORS).build();
        HttpGet get = new HttpGet(server.url("/nobody"));
        server.close();
        Use refused = client -> assertThatThrownBy(() -> client.execute(get))
                .isInstanceOfSatisfying(
                        HttpHostConnectException.class,
                        e -> assertThat(e.getHost().getPort())
                                .isEqualTo(get.getURI().getPort()));

        run(errors, HttpClients.createDefault(), refused);
        Report report = run(errors.toBuilder().mode(RecordMode.NONE).build(), HttpClients.createDefault(), refused);

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }
}
