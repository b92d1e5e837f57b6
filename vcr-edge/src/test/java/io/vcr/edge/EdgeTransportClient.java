package io.vcr.edge;

import io.vcr.OpenSessions;
import io.vcr.Session;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A client without an adapter, whose base URL is that of an edge, as the contract of transports sees it. Thread-safe. */
final class EdgeTransportClient implements TransportClient {

    private final HttpClient client;
    private final Attachment attachment;
    private final Map<String, VcrEdge> edges = new ConcurrentHashMap<>();

    EdgeTransportClient(Attachment attachment, Version version) {
        this.attachment = attachment;
        this.client = HttpClient.newBuilder()
                .version(attachment instanceof Attachment.Bare ? Version.HTTP_1_1 : version)
                .followRedirects(Redirect.NORMAL)
                .build();
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(URI.create(given.url())));
        given.headers().forEach(request::header);
        Upload upload = given.upload();
        request.method(given.method(), upload == null ? BodyPublishers.noBody() : publisher(upload));
        if (upload != null) {
            request.header("Content-Type", upload.contentType());
        }
        try {
            return new StreamedExchange(client.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static BodyPublisher publisher(Upload upload) throws IOException {
        InputStream body = upload.open();
        BodyPublisher publisher = BodyPublishers.ofInputStream(() -> body);
        return upload.length() < 0 ? publisher : BodyPublishers.fromPublisher(publisher, upload.length());
    }

    private URI url(URI url) {
        if (attachment instanceof Attachment.Bare) {
            return url;
        }
        VcrEdge edge = edges.computeIfAbsent(url.getAuthority(), host -> VcrEdge.mount("api", "http://" + host));
        Optional<Session> session = attachment instanceof Attachment.Explicit explicit
                ? Optional.of(explicit.session())
                : OpenSessions.bound();
        String base = session.map(test -> edge.urlFor(test, "api")).orElseGet(() -> edge.url("api"));
        return URI.create(base + url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    @Override
    public void close() {
        edges.values().forEach(VcrEdge::close);
    }

    private record StreamedExchange(java.net.http.HttpResponse<InputStream> response) implements Exchange {

        @Override
        public HttpResponse head() {
            Headers.Builder headers = Headers.builder();
            response.headers().map().forEach((name, values) -> {
                if (!name.equals(":status")) {
                    values.forEach(value -> headers.add(name, value));
                }
            });
            return new HttpResponse(response.statusCode(), "", headers.build(), Body.EMPTY);
        }

        @Override
        public InputStream body() {
            return response.body();
        }

        @Override
        public void cancel() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }
}
