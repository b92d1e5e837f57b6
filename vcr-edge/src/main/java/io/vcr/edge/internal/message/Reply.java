package io.vcr.edge.internal.message;

import io.vcr.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The response to a client of the edge, to be written once.
 *
 * @param response the response of the server
 * @param callback gets the end of the response
 * @param links the URLs of the API
 */
public record Reply(Response response, Callback callback, Links links) {

    /** A response without URLs of an API. */
    public Reply(Response response, Callback callback) {
        this(response, callback, Links.NONE);
    }

    /**
     * Begins the response of an API.
     *
     * @param status the status
     * @param given the headers of the API
     * @param headFirst whether the head is sent before the first piece of the body is there
     * @param clientLeft called if the client does not take the body whole
     * @return takes the body
     */
    public Output begin(int status, Headers given, boolean headFirst, Runnable clientLeft) {
        Request request = response.getRequest();
        boolean hasBody = !request.getMethod().equals("HEAD") && status != 204 && status != 304;
        boolean linked = hasBody && links.mayBeIn(given);
        Headers headers = linked ? given.without("Content-Length") : given;
        EdgeMessages.respond(response, status, headers, links.atEdge());
        if (hasBody
                && !headers.contains("Content-Length")
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // Otherwise a client that closes the connection after the response would take a cut for the end.
            response.getHeaders().put("Transfer-Encoding", "chunked");
        }
        // A head without a body is sent by itself, because Jetty would add a length.
        BodyWriter body = new BodyWriter(response, callback, clientLeft, headFirst || !hasBody);
        return linked ? new LinkedBody(body, links) : body;
    }

    /** Scheme, host and port of the edge as the client sees it. */
    public String authority() {
        HttpURI url = response.getRequest().getHttpURI();
        return url.getScheme() + "://" + url.getAuthority();
    }

    /** Writes an error of the edge itself, which SDKs do not retry, except for a 502. */
    public void error(int status, String message) {
        if (status != 502) {
            response.getHeaders().put("x-should-retry", "false");
        }
        json(status, EdgeMessages.error(message));
    }

    public void json(int status, String json) {
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/json");
        response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
