package io.vcr.edge;

import io.vcr.edge.internal.message.EdgeMessages;
import io.vcr.edge.internal.message.MountCounts;
import io.vcr.edge.internal.message.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;

/** Answers whether the edge is there, and with its counts. */
record Health(Counts counts) implements OwnPaths {

    @Override
    public void answer(String path, Request request, byte[] body, Reply reply) {
        switch (path) {
            case "/health", "/ready" -> reply.json(200, "{\"status\":\"up\"}");
            case "/report" -> reply.json(200, "{\"mounts\":" + json(counts) + "}");
            default -> reply.error(404, "The edge itself answers /__vcr/health, /__vcr/ready and /__vcr/report");
        }
    }

    static String json(Counts counts) {
        return counts.snapshot().entrySet().stream()
                .map(mount -> EdgeMessages.quote(mount.getKey()) + ":{\"hits\":"
                        + mount.getValue().hits() + ",\"calls\":"
                        + mount.getValue().calls() + ",\"rejected\":{"
                        + mount.getValue().rejected().entrySet().stream()
                                .map(reason -> EdgeMessages.quote(reason.getKey()) + ":" + reason.getValue())
                                .collect(Collectors.joining(","))
                        + "}}")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A line for each mount; one without a request is probably not the base URL of its client. */
    static List<String> lines(Counts counts) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, MountCounts.Snapshot> mount : counts.snapshot().entrySet()) {
            lines.add("[VCR EDGE] " + mount.getKey() + " " + mount.getValue()
                    + (mount.getValue().isEmpty()
                            ? " (no request: the base URL of the client must be that of the edge)"
                            : ""));
        }
        return lines;
    }
}
