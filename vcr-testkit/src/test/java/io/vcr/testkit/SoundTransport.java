package io.vcr.testkit;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The JDK's client with an adapter, blocking, and a retry on 503 below it. Passes the contract; the broken ones override
 * a step. Thread-safe.
 */
class SoundTransport implements TransportClient {

    /** More than the 50 ms of the rule: it is not what is tested here, and machines are slow at times. */
    private static final long DRAIN_MILLIS = 150;

    private final CookieManager cookies = new CookieManager();

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Attachment attachment;

    SoundTransport(Attachment attachment) {
        this.attachment = attachment;
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        if (attachment instanceof Attachment.Bare) {
            java.net.http.HttpResponse<InputStream> response = sent(request, Optional.empty());
            return new Answer(liveHead(response), response.body(), urls(response));
        }
        Outgoing outgoing = new Outgoing(request);
        return decided(outgoing, decide(outgoing));
    }

    Exchange decided(Outgoing outgoing, Decision decision) throws IOException {
        if (decision instanceof Decision.Replay replay) {
            return replayed(outgoing, replay);
        }
        if (decision instanceof Decision.Refuse refuse) {
            return refused(outgoing, refuse);
        }
        if (decision instanceof Decision.Live live) {
            return recorded(outgoing, live.capture());
        }
        java.net.http.HttpResponse<InputStream> response = sent(toSend(outgoing), outgoing.read);
        return new Answer(liveHead(response), response.body(), urls(response));
    }

    Decision decide(Outgoing outgoing) throws IOException {
        Session own = attachment instanceof Attachment.Explicit explicit ? explicit.session() : null;
        try {
            return OpenSessions.decide(
                    new OpenSessions.Origin(
                            outgoing.request.headers().first(OpenSessions.KEY_HEADER), own, captured(), false),
                    outgoing::head,
                    outgoing::body);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    Session captured() {
        return null;
    }

    Exchange replayed(Outgoing outgoing, Decision.Replay replay) throws IOException {
        Failure failed = replay.episode().failure();
        if (failed != null && !failed.responded()) {
            throw failure(failed.toException());
        }
        HttpResponse response = replay.episode().response();
        Route route = replay.episode().route();
        for (Hop hop : route.hops()) {
            saveCookies(hop.uri(), hop.response().headers());
        }
        Uri last = route.uri() == null ? outgoing.head().uri() : route.uri();
        saveCookies(last, response.headers());
        return new Answer(replayedHead(outgoing, response), replayedBody(replay), replayedUrls(outgoing, route));
    }

    List<String> replayedUrls(Outgoing outgoing, Route route) {
        List<String> urls = new ArrayList<>();
        route.hops().forEach(hop -> urls.add(hop.uri().text()));
        urls.add(route.uri() == null ? outgoing.request.url() : route.uri().text());
        return urls;
    }

    void saveCookies(Uri uri, Headers headers) throws IOException {
        cookies.put(URI.create(uri.text()), Map.of("Set-Cookie", headers.all("Set-Cookie")));
    }

    @Override
    public Optional<Set<String>> cookies() {
        return Optional.of(cookies.getCookieStore().getCookies().stream()
                .map(HttpCookie::getName)
                .collect(Collectors.toSet()));
    }

    HttpResponse replayedHead(Outgoing outgoing, HttpResponse response) {
        return response.withBody(Body.EMPTY);
    }

    InputStream replayedBody(Decision.Replay replay) {
        return replay.open();
    }

    Exchange refused(Outgoing outgoing, Decision.Refuse refuse) throws IOException {
        HttpResponse answer = refuse.answer();
        boolean head = outgoing.request.method().equals("HEAD");
        InputStream body = head ? InputStream.nullInputStream() : answer.body().stream();
        return new Answer(answer.withBody(Body.EMPTY), body, List.of());
    }

    Exchange recorded(Outgoing outgoing, Capture capture) throws IOException {
        java.net.http.HttpResponse<InputStream> response;
        try {
            response = sent(toSend(outgoing), outgoing.read);
        } catch (IOException e) {
            capture.fail(e, false);
            throw failure(e);
        }
        HttpResponse head = liveHead(response);
        capture.route(() -> route(response));
        capture.head(capturedHead(head, response));
        return new Answer(head, new TeeStream(response.body(), head, capture), urls(response));
    }

    private static List<java.net.http.HttpResponse<InputStream>> all(java.net.http.HttpResponse<InputStream> response) {
        List<java.net.http.HttpResponse<InputStream>> all = new ArrayList<>();
        Optional<java.net.http.HttpResponse<InputStream>> each = Optional.of(response);
        while (each.isPresent()) {
            all.add(0, each.get());
            each = each.get().previousResponse();
        }
        return all;
    }

    private static List<String> urls(java.net.http.HttpResponse<InputStream> response) {
        return all(response).stream().map(each -> each.uri().toString()).toList();
    }

    private static Route route(java.net.http.HttpResponse<InputStream> response) {
        List<java.net.http.HttpResponse<InputStream>> all = all(response);
        List<Hop> hops = all.subList(0, all.size() - 1).stream()
                .map(each -> new Hop(each.request().method(), Uri.of(each.uri().toString()), liveHead(each)))
                .toList();
        return new Route(hops, hops.isEmpty() ? null : Uri.of(response.uri().toString()), "");
    }

    IOException failure(IOException e) {
        return e;
    }

    HttpResponse capturedHead(HttpResponse head, java.net.http.HttpResponse<InputStream> response) {
        return head;
    }

    /** The client, which tries once more when the server is busy. */
    java.net.http.HttpResponse<InputStream> sent(ClientRequest request, Optional<Body> read) throws IOException {
        java.net.http.HttpResponse<InputStream> response = sentOnce(request, read);
        return response.statusCode() == 503 ? sentOnce(request, read) : response;
    }

    ClientRequest toSend(Outgoing outgoing) {
        ClientRequest request = outgoing.request;
        return new ClientRequest(
                request.method(), request.url(), request.headers().without(OpenSessions.KEY_HEADER), request.upload());
    }

    final java.net.http.HttpResponse<InputStream> sentOnce(ClientRequest request, Optional<Body> read)
            throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url()));
        for (int i = 0; i < request.headers().size(); i++) {
            if (request.headers().name(i).equals("Expect")) {
                builder.expectContinue(true);
            } else {
                builder.header(request.headers().name(i), request.headers().value(i));
            }
        }
        Upload upload = request.upload();
        if (upload != null) {
            builder.header("Content-Type", upload.contentType());
        }
        builder.method(request.method(), upload == null ? BodyPublishers.noBody() : publisher(upload, read));
        try {
            return http.send(builder.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    BodyPublisher publisher(Upload upload, Optional<Body> read) {
        BodyPublisher bytes = read.map(body -> BodyPublishers.ofByteArray(body.bytes()))
                .orElseGet(() -> BodyPublishers.ofInputStream(() -> opened(upload)));
        return upload.length() > 0
                ? BodyPublishers.fromPublisher(bytes, upload.length())
                : BodyPublishers.fromPublisher(bytes);
    }

    private static InputStream opened(Upload upload) {
        try {
            return upload.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse liveHead(java.net.http.HttpResponse<InputStream> response) {
        Headers.Builder headers = Headers.builder();
        response.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new HttpResponse(response.statusCode(), "", headers.build(), Body.EMPTY);
    }

    void data(Capture capture, HttpResponse head, byte[] bytes, int offset, int length) {
        capture.data(bytes, offset, length);
    }

    void end(Capture capture, long length) {
        capture.end();
    }

    void cut(Capture capture, IOException failure, boolean cancelled) {
        capture.fail(failure, cancelled);
    }

    void closed(Capture capture) {
        capture.close();
    }

    @Override
    public void close() {
        // The JDK's client of Java 17 ends with its last reference.
    }

    /** A request whose body is read once, for the decision. */
    static final class Outgoing {

        final ClientRequest request;
        Optional<Body> read = Optional.empty();

        Outgoing(ClientRequest request) {
            this.request = request;
        }

        io.vcr.http.HttpRequest head() {
            Headers headers = request.headers().without(OpenSessions.KEY_HEADER);
            Upload upload = request.upload();
            return new io.vcr.http.HttpRequest(
                    request.method(),
                    Uri.of(request.url()),
                    upload == null ? headers : headers.with("Content-Type", upload.contentType()),
                    Body.EMPTY);
        }

        Body body() {
            Upload upload = request.upload();
            if (upload == null) {
                return Body.EMPTY;
            }
            try (InputStream stream = upload.open()) {
                read = Optional.of(Body.of(stream.readAllBytes()));
                return read.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Answer(HttpResponse head, InputStream body, List<String> urls) implements Exchange {

        @Override
        public void cancel() {
            try {
                if (body instanceof TeeStream tee) {
                    tee.cancel();
                } else {
                    body.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private final class TeeStream extends InputStream {

        private final InputStream body;
        private final HttpResponse head;
        private final Capture capture;
        private long length;
        private volatile boolean cancelled;

        TeeStream(InputStream body, HttpResponse head, Capture capture) {
            this.body = body;
            this.head = head;
            this.capture = capture;
        }

        void cancel() throws IOException {
            cancelled = true;
            body.close();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int size) throws IOException {
            int n;
            try {
                n = body.read(target, offset, size);
            } catch (IOException e) {
                cut(capture, e, cancelled);
                throw e;
            }
            if (n < 0) {
                end(capture, length);
            } else {
                length += n;
                data(capture, head, target, offset, n);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            if (!cancelled && !capture.isComplete()) {
                drain();
            }
            closed(capture);
            body.close();
        }

        private void drain() {
            CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> {
                try {
                    transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The capture knows.
                }
            });
            try {
                rest.get(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                // It did not end in time.
            }
        }
    }
}
