package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The ways in which a request of a shared client finds its session. */
class SharedClientTest {

    private static final String CASSETTE = "io/vcr/examples/QuickStartTest/answers";

    private static final OkHttpClient HTTP = VcrInterceptor.ambient().attachTo(new OkHttpClient());
    private static final MessagesClient CLIENT = Providers.client(HTTP);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
        HTTP.dispatcher().executorService().shutdown();
    }

    @Test
    @UseCassette(value = CASSETTE, mode = RecordMode.NONE)
    void aThreadIsBound(Session session) throws Exception {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                () -> {
                    try (Session.Binding binding = session.bind()) {
                        return ask();
                    }
                },
                THREADS);

        assertThat(answer.get(10, TimeUnit.SECONDS)).contains("Hello");
    }

    @Test
    @UseCassette(value = CASSETTE, mode = RecordMode.NONE)
    void aRequestNamesItsCassette(Session session) throws Exception {
        OkHttpClient.Builder naming = HTTP.newBuilder();
        naming.interceptors().add(0, chain -> chain.proceed(named(chain.request(), session)));

        assertThat(Providers.client(naming.build()).ask("Hello!")).contains("Hello");
    }

    private static Request named(Request request, Session session) {
        return request.newBuilder()
                .header("X-Vcr-Cassette", session.id().value())
                .build();
    }

    private static String ask() {
        try {
            return CLIENT.ask("Hello!");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
