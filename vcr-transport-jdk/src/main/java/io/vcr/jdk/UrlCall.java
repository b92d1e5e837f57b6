package io.vcr.jdk;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Route;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.OutgoingRequest;
import io.vcr.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The call of one connection. The connection of the caller holds the settings, and the original one makes the live
 * call. Confined to one thread, except for {@link #disconnect()}.
 */
final class UrlCall {

    private enum State {
        /** Only the caller reads the body, if anybody does. */
        OPEN,
        /** The recorder reads the body along, and closes it when nobody reads it any more. */
        RECORDED,
        /** The caller has disconnected a body that is recorded: who closes the body disconnects. */
        ENDING,
        DISCONNECTED
    }

    private static final Pattern QUOTED_ESCAPE = Pattern.compile("%25(\\p{XDigit}{2})");

    private final HttpURLConnection original;
    private final Transport transport;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private boolean hasOutput;
    private @Nullable UrlResponse response;
    private @Nullable Exception failure;
    private State state = State.OPEN;

    UrlCall(HttpURLConnection original, Transport transport) {
        this.original = original;
        this.transport = transport;
    }

    HttpURLConnection original() {
        return original;
    }

    /** A header that the caller adds to its connection. */
    void addHeader(String name, String value) {
        headers.add(Map.entry(name, value));
        if (!OpenSessions.KEY_HEADER.equalsIgnoreCase(name)) {
            original.addRequestProperty(name, value);
        }
    }

    /** A header that the caller sets in its connection. */
    void setHeader(String name, String value) {
        headers.removeIf(header -> header.getKey().equalsIgnoreCase(name));
        headers.add(Map.entry(name, value));
        if (!OpenSessions.KEY_HEADER.equalsIgnoreCase(name)) {
            original.setRequestProperty(name, value);
        }
    }

    OutputStream output(HttpURLConnection connection) throws IOException {
        if (!connection.getDoOutput()) {
            throw new ProtocolException("cannot write to a URLConnection if doOutput=false - call setDoOutput(true)");
        }
        if (response != null) {
            throw new ProtocolException("Cannot write output after reading input.");
        }
        hasOutput = true;
        return output;
    }

    /**
     * The response to the one request of a connection, or its failure each time: getResponseCode of the JDK catches any
     * exception and asks once more.
     */
    UrlResponse response(HttpURLConnection connection, Streaming streaming) throws IOException {
        if (response == null && failure == null) {
            Exchange exchange = new Exchange(connection, streaming);
            try {
                response = transport.execute(exchange, exchange);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return Objects.requireNonNull(response);
    }

    /**
     * Closes the response. If the recorder still looks for its end, on a thread of its own, that thread disconnects:
     * the JDK's streams do not allow a read and a close at once.
     */
    void disconnect() {
        synchronized (this) {
            state = state == State.RECORDED || state == State.ENDING ? State.ENDING : State.DISCONNECTED;
        }
        try {
            if (response != null) {
                response.body().close();
            }
        } catch (IOException e) {
            // as the JDK's connections, which ignore it too
        }
        synchronized (this) {
            if (state == State.ENDING) {
                return;
            }
        }
        original.disconnect();
    }

    private void release(InputStream body) throws IOException {
        body.close();
        synchronized (this) {
            boolean isEnding = state == State.ENDING;
            state = isEnding ? State.DISCONNECTED : State.OPEN;
            if (!isEnding) {
                return;
            }
        }
        original.disconnect();
    }

    private synchronized boolean isDisconnected() {
        return state == State.ENDING || state == State.DISCONNECTED;
    }

    /** A call that was disconnected before its response arrived stays so. */
    private synchronized void recorded() {
        if (state == State.OPEN) {
            state = State.RECORDED;
        } else {
            state = State.ENDING;
        }
    }

    /** The length of a body that the client sends as it is written: fixed, or in chunks; -1 if not. */
    record Streaming(long length, int chunkLength) {}

    private final class Exchange implements OutgoingRequest, ClientCall<UrlResponse, RuntimeException> {

        private final HttpURLConnection connection;
        private final Streaming streaming;

        Exchange(HttpURLConnection connection, Streaming streaming) {
            this.connection = connection;
            this.streaming = streaming;
        }

        @Override
        public HttpRequest head() {
            return JdkMessages.request(connection, headers, hasOutput);
        }

        @Override
        public Body body() {
            return Body.of(output.toByteArray());
        }

        @Override
        public UrlResponse answer(Answer answer) throws IOException {
            UrlResponse answered = UrlResponse.of(last(connection.getURL(), answer.route()), answer);
            CookieHandler cookies = CookieHandler.getDefault();
            URI uri = uri(answered.url());
            if (cookies != null && uri != null) {
                cookies.put(uri, answered.map());
            }
            return answered;
        }

        /**
         * As the JDK's connections, which quote what a URI does not allow, but no escape a second time, and skip the
         * cookies of a URL that cannot be one.
         */
        private static @Nullable URI uri(URL url) {
            try {
                return url.toURI();
            } catch (URISyntaxException illegal) {
                try {
                    URI quoted = new URI(url.getProtocol(), url.getAuthority(), url.getPath(), url.getQuery(), null);
                    return new URI(QUOTED_ESCAPE.matcher(quoted.toString()).replaceAll("%$1"));
                } catch (URISyntaxException e) {
                    return null;
                }
            }
        }

        @Override
        public UrlResponse send() throws IOException {
            JdkMessages.copySettings(connection, original);
            if (streaming.length() >= 0) {
                original.setFixedLengthStreamingMode(streaming.length());
            } else if (streaming.chunkLength() > 0) {
                original.setChunkedStreamingMode(streaming.chunkLength());
            }
            if (hasOutput) {
                try (OutputStream to = original.getOutputStream()) {
                    output.writeTo(to);
                }
            }
            return UrlResponse.of(original);
        }

        @Override
        public UrlResponse record(Capture capture) throws IOException {
            UrlResponse live = send();
            capture.route(() -> route(live));
            if (!capture.head(live::head)) {
                return live;
            }
            IOException lost = live.lost();
            if (lost != null) {
                capture.fail(lost, isDisconnected());
                return live;
            }
            InputStream body = live.body();
            recorded();
            return live.withBody(capture.tee(body, () -> release(body), UrlCall.this::isDisconnected));
        }

        /** The connection shows no more of its redirects than where they ended. */
        private Route route(UrlResponse live) {
            String url = live.url().toString();
            return url.equals(connection.getURL().toString()) ? Route.DIRECT : new Route(List.of(), Uri.of(url), "");
        }

        private static URL last(URL first, Route route) {
            Uri last = route.uri();
            try {
                return last == null
                        ? first
                        : new URL(last.text().replace("<", "%3C").replace(">", "%3E"));
            } catch (MalformedURLException e) {
                return first; // the recording has a URL that the JDK does not know
            }
        }

        @Override
        public boolean isCancelled() {
            return isDisconnected();
        }
    }
}
