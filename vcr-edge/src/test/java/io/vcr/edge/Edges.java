package io.vcr.edge;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.testkit.Attachment;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An edge for each server that a contract starts. Thread-safe. */
final class Edges implements AutoCloseable {

    private final Attachment attachment;
    private final Map<String, VcrEdge> byServer = new ConcurrentHashMap<>();

    Edges(Attachment attachment) {
        this.attachment = attachment;
    }

    /** The URL at the edge for a URL of the server, or that of the server for a client without an edge. */
    URI url(URI url) {
        if (attachment instanceof Attachment.Bare) {
            return url;
        }
        VcrEdge edge = byServer.computeIfAbsent(url.getAuthority(), host -> VcrEdge.mount("api", "http://" + host));
        Optional<Session> session = attachment instanceof Attachment.Explicit explicit
                ? Optional.of(explicit.session())
                : OpenSessions.bound();
        String base = session.map(test -> edge.urlFor(test, "api")).orElseGet(() -> edge.url("api"));
        return URI.create(base.replaceFirst("http", url.getScheme())
                + url.getRawPath()
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    @Override
    public void close() {
        byServer.values().forEach(VcrEdge::close);
    }
}
