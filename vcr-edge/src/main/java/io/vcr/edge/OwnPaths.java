package io.vcr.edge;

import io.vcr.edge.internal.message.Reply;
import java.io.IOException;
import org.eclipse.jetty.server.Request;

/** Answers requests to the edge itself. */
@FunctionalInterface
interface OwnPaths {

    /**
     * Answers a request.
     *
     * @param path the path behind {@code /__vcr}, empty or with a slash first
     * @param request the request, whose body has been read
     * @param body its body
     * @param reply the response to be written
     * @throws IOException if the store fails
     */
    void answer(String path, Request request, byte[] body, Reply reply) throws IOException;
}
