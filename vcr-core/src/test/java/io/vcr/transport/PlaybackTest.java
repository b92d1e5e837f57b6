package io.vcr.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
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
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaybackTest {

    private static final HttpRequest REQUEST = new HttpRequest("GET", Uri.of("https://h/"), Headers.EMPTY, Body.EMPTY);

    @Test
    void bytesAreDeliveredAsRequested() throws Exception {
        Receiver receiver = new Receiver(10);
        Playback playback = Playback.ofBytes(answer("x".repeat(25)), receiver);
        playback.start();

        assertThat(receiver.pieces).containsExactly(10);
        assertThat(playback.requested()).isZero();
        playback.request(Long.MAX_VALUE);

        assertThat(receiver.end.get(60, TimeUnit.SECONDS)).isEqualTo("end");
        assertThat(receiver.pieces).containsExactly(10, 15);
    }

    @Test
    void piecesAreDeliveredAsRequested() throws Exception {
        Receiver receiver = new Receiver(1);
        Playback playback = Playback.ofPieces(answer("x".repeat(40_000)), receiver);
        playback.start();

        assertThat(receiver.pieces).containsExactly(16_384);
        playback.request(2);

        assertThat(receiver.end.get(60, TimeUnit.SECONDS)).isEqualTo("end");
        assertThat(receiver.pieces).containsExactly(16_384, 16_384, 7_232);
    }

    @Test
    void theEndNeedsNoRequest() throws Exception {
        Receiver receiver = new Receiver(0);
        Playback.ofPieces(answer(""), receiver).start();

        assertThat(receiver.end).isCompletedWithValue("end");
    }

    @Test
    void aCancelledPlaybackIsSilent() throws Exception {
        Receiver receiver = new Receiver(1);
        Playback playback = Playback.ofPieces(answer("x".repeat(40_000)), receiver);
        playback.start();
        playback.cancel();
        playback.request(1);
        playback.start(); // runs after what the request has started

        assertThat(receiver.pieces).hasSize(1);
        assertThat(receiver.end).isNotDone();
    }

    @Test
    void anAbortedPlaybackEndsWithAnException() throws Exception {
        Receiver receiver = new Receiver(1);
        Playback playback = Playback.ofPieces(answer("x".repeat(40_000)), receiver);
        playback.start();
        playback.abort();

        assertThat(receiver.end.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void aReceiverThatThrowsGetsItsException() throws Exception {
        IOException failure = new IOException("full");
        Receiver receiver = new Receiver(1);
        receiver.failure.set(failure);
        Playback.ofPieces(answer("hello"), receiver).start();

        assertThat(receiver.end).isCompletedWithValue(failure);
    }

    @Test
    void aRequestForNothingFailsThePlayback() throws Exception {
        Receiver receiver = new Receiver(1);
        Playback playback = Playback.ofPieces(answer("x".repeat(40_000)), receiver);
        playback.start();
        playback.request(0);

        assertThat(receiver.end.get(60, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPublisherDeliversAsItsSubscriberRequests() throws Exception {
        Subscribed subscribed = new Subscribed(1);

        Playback.publisher(answer("x".repeat(40_000))).subscribe(subscribed);

        assertThat(subscribed.pieces).containsExactly(16_384);
        subscribed.subscription.request(2);
        assertThat(subscribed.end.get(60, TimeUnit.SECONDS)).isEqualTo("end");
        assertThat(subscribed.pieces).containsExactly(16_384, 16_384, 7_232);
    }

    @Test
    void aPublisherHasOneSubscriber() throws Exception {
        Flow.Publisher<ByteBuffer> publisher = Playback.publisher(answer("x"));
        publisher.subscribe(new Subscribed(1));
        Subscribed second = new Subscribed(1);

        publisher.subscribe(second);

        assertThat(second.end.get(60, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        assertThat(second.pieces).isEmpty();
    }

    private static Answer answer(String text) throws IOException {
        Persister persister = Persisters.inMemory();
        CassetteId id = CassetteId.of("playback");
        HttpResponse response = new HttpResponse(200, "OK", Headers.EMPTY, Body.of(text));
        persister.save(Cassette.of(id, List.of(new Episode(REQUEST, response, Instant.EPOCH, null, null))));
        Vcr vcr = Vcr.builder(persister)
                .mode(RecordMode.NONE)
                .environment(Map.of())
                .build();
        Session session = vcr.open(id.value());
        try {
            return Answer.to(session.decide(REQUEST), () -> REQUEST, PlaybackTest.class.getClassLoader())
                    .orElseThrow();
        } finally {
            session.finish(Outcome.PASSED);
        }
    }

    private static final class Receiver implements Playback.Receiver {

        final List<Integer> pieces = new ArrayList<>();
        final CompletableFuture<Object> end = new CompletableFuture<>();
        final AtomicReference<IOException> failure = new AtomicReference<>();
        private final int first;

        Receiver(int first) {
            this.first = first;
        }

        @Override
        public void begin(Playback playback) {
            if (first > 0) {
                playback.request(first);
            }
        }

        @Override
        public void piece(ByteBuffer piece) throws IOException {
            pieces.add(piece.remaining());
            if (failure.get() != null) {
                throw failure.get();
            }
        }

        @Override
        public void end(@Nullable Exception cause) {
            end.complete(cause == null ? "end" : cause);
        }
    }

    private static final class Subscribed implements Flow.Subscriber<ByteBuffer> {

        final List<Integer> pieces = new ArrayList<>();
        final CompletableFuture<Object> end = new CompletableFuture<>();
        private final int first;
        private Flow.Subscription subscription;

        Subscribed(int first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(first);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            pieces.add(piece.remaining());
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(failure);
        }

        @Override
        public void onComplete() {
            end.complete("end");
        }
    }
}
