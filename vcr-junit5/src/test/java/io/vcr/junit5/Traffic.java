package io.vcr.junit5;

import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an HTTP client does in a test, without the client. */
public final class Traffic {

    private static final HttpResponse ANSWER =
            new HttpResponse(200, "OK", Headers.of("Content-Type", "text/plain"), Body.of("answer"));

    private Traffic() {}

    static HttpRequest request(String path) {
        return new HttpRequest("GET", Uri.of("https://api.example.com" + path), Headers.EMPTY, Body.EMPTY);
    }

    /** Makes a request, which is answered if it goes live. */
    public static Decision get(Session session, String path) {
        return answered(session.decide(request(path)));
    }

    /** Makes a request through whatever session is found for it, as a shared client does. */
    public static Decision get(String path) {
        return answered(OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), null, null, false),
                () -> request(path),
                () -> request(path).body()));
    }

    public static Decision post(String path, String json) {
        HttpRequest request = new HttpRequest(
                "POST", request(path).uri(), Headers.of("Content-Type", "application/json"), Body.of(json));
        return answered(OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), null, null, false), () -> request, request::body));
    }

    /** Answers a request that goes live. */
    static Decision answered(Decision decision) {
        return answered(decision, ANSWER);
    }

    static Decision answered(Decision decision, HttpResponse answer) {
        if (decision instanceof Decision.Live live) {
            byte[] bytes = answer.body().bytes();
            live.capture().head(answer);
            live.capture().data(bytes, 0, bytes.length);
            live.capture().end();
        }
        return decision;
    }

    /** Stores a cassette with one episode for each path. */
    public static void store(Persister store, String id, String... paths) {
        List<Episode> episodes = new ArrayList<>();
        for (String path : paths) {
            episodes.add(new Episode(request(path), ANSWER, Instant.parse("2026-01-02T03:04:05Z"), null, null));
        }
        try {
            store.save(Cassette.of(CassetteId.of(id), episodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths of the stored episodes, empty if there is no such cassette. */
    public static List<String> stored(Persister store, String id) {
        try {
            return store.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of()).stream()
                    .map(episode -> episode.request().uri().path())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<String> ids(Persister store) {
        try {
            return store.list("").stream().map(CassetteId::value).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void clear(Persister store) {
        try {
            for (CassetteId id : store.list("")) {
                store.delete(id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
