package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;

/** HttpURLConnection as the contract of transports sees it. Thread-safe. */
final class UrlTransportClient implements TransportClient {

    /** Opens connections. */
    private interface Opener {
        HttpURLConnection open(URL url) throws IOException;
    }

    private final Opener opener;

    private UrlTransportClient(Opener opener) {
        this.opener = opener;
    }

    static TransportClient of(Attachment attachment) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return new UrlTransportClient(VcrUrlConnections.of(explicit.session())::open);
        }
        return attachment instanceof Attachment.Ambient
                ? new UrlTransportClient(VcrUrlConnections.ambient()::open)
                : new UrlTransportClient(url -> (HttpURLConnection) url.openConnection());
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpURLConnection connection = opener.open(new URL(given.url()));
        connection.setRequestMethod(given.method());
        connection.setReadTimeout(15_000);
        for (int i = 0; i < given.headers().size(); i++) {
            connection.addRequestProperty(
                    given.headers().name(i), given.headers().value(i));
        }
        if (given.upload() != null) {
            upload(given.upload(), connection);
        }
        return new UrlExchange(connection, connection.getResponseCode());
    }

    private static void upload(Upload upload, HttpURLConnection connection) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", upload.contentType());
        if (upload.length() >= 0) {
            connection.setFixedLengthStreamingMode(upload.length());
        } else {
            connection.setChunkedStreamingMode(4096);
        }
        try (InputStream body = upload.open();
                OutputStream to = connection.getOutputStream()) {
            body.transferTo(to);
        }
    }

    @Override
    public void close() {}

    private record UrlExchange(HttpURLConnection connection, int status) implements Exchange {

        @Override
        public HttpResponse head() throws IOException {
            Headers.Builder headers = Headers.builder();
            for (int i = 1; connection.getHeaderField(i) != null; i++) {
                headers.add(connection.getHeaderFieldKey(i), connection.getHeaderField(i));
            }
            return new HttpResponse(status, connection.getResponseMessage(), headers.build(), Body.EMPTY);
        }

        @Override
        public List<String> urls() {
            return List.of(connection.getURL().toString());
        }

        @Override
        public InputStream body() throws IOException {
            if (status < 400) {
                return connection.getInputStream();
            }
            InputStream error = connection.getErrorStream();
            return error == null ? InputStream.nullInputStream() : error;
        }

        @Override
        public void cancel() {
            connection.disconnect();
        }

        @Override
        public void close() throws IOException {
            body().close();
        }
    }
}
