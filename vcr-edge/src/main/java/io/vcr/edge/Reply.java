package io.vcr.edge;

import io.vcr.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
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
 * @param atEdge where a URL of the API lies at the edge
 */
record Reply(Response response, Callback callback, UnaryOperator<String> atEdge) {

    /** A response without URLs of an API. */
    Reply(Response response, Callback callback) {
        this(response, callback, UnaryOperator.identity());
    }

    /** Begins the response of an API. */
    void begin(int status, Headers headers) {
        EdgeMessages.respond(response, status, headers, atEdge);
        Request request = response.getRequest();
        boolean bodiless = request.getMethod().equals("HEAD") || status == 204 || status == 304;
        if (!bodiless
                && !headers.contains("Content-Length")
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // Otherwise a client that closes the connection after the response would take a cut for the end.
            response.getHeaders().put("Transfer-Encoding", "chunked");
        }
    }

    /** The body of a response that has begun. The runnable is called if the client does not take it whole. */
    BodyWriter body(Runnable clientLeft, boolean headFirst) {
        return new BodyWriter(response, callback, clientLeft, headFirst);
    }

    /** Scheme, host and port of the edge as the client sees it. */
    String authority() {
        HttpURI url = response.getRequest().getHttpURI();
        return url.getScheme() + "://" + url.getAuthority();
    }

    /** Writes an error of the edge itself, which SDKs do not retry, except for a 502. */
    void error(int status, String message) {
        if (status != 502) {
            response.getHeaders().put("x-should-retry", "false");
        }
        json(status, EdgeMessages.error(message));
    }

    void json(int status, String json) {
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/json");
        response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
