package io.vcr.jdk;

import io.vcr.Capture;
import io.vcr.http.HttpResponse;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The opening of one socket. */
record SocketCall(URI uri, WebSocket.Listener listener, WebSocket.Builder builder)
        implements ClientCall<CompletableFuture<WebSocket>, RuntimeException> {

    @Override
    public CompletableFuture<WebSocket> answer(Answer answer) throws IOException {
        if (answer.isConversation()) {
            return CompletableFuture.completedFuture(ReplayedSocket.open(uri, listener, answer));
        }
        WebSocketHandshakeException rejection = new WebSocketHandshakeException(JdkMessages.rejection(uri, answer));
        rejection.initCause(new IllegalStateException("Unexpected HTTP response status code " + answer.status()));
        return CompletableFuture.failedFuture(rejection);
    }

    @Override
    public CompletableFuture<WebSocket> send() {
        return builder.buildAsync(uri, listener);
    }

    @Override
    public CompletableFuture<WebSocket> record(Capture capture) {
        RecordedListener recording = new RecordedListener(listener, capture);
        CompletableFuture<WebSocket> live = builder.buildAsync(uri, recording);
        // The callback comes before those of the caller, because one of them may end the test and its session.
        CompletableFuture<WebSocket> recorded = live.whenComplete((socket, failure) -> {
                    if (failure != null) {
                        failed(capture, cause(failure));
                    }
                })
                .thenApply(recording::socket);
        return CallFuture.of(recorded, () -> {
            capture.cancel();
            live.cancel(true);
        });
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private static void failed(Capture capture, Throwable failure) {
        if (!(failure instanceof WebSocketHandshakeException rejection)
                || rejection.getResponse().statusCode() == RecordedListener.SWITCHING_PROTOCOLS) {
            capture.fail(failure, false);
            return;
        }
        java.net.http.HttpResponse<?> response = rejection.getResponse();
        HttpResponse head = JdkMessages.head(response);
        if (capture.head(() -> head)) {
            byte[] body = String.valueOf(response.body()).getBytes(StandardCharsets.UTF_8);
            capture.data(body, 0, body.length);
            capture.end();
        }
    }
}
