package io.vcr.edge;

import io.vcr.Capture;
import io.vcr.edge.internal.message.LiveResponse;
import io.vcr.edge.internal.message.MountCounts;
import io.vcr.edge.internal.message.Output;
import io.vcr.edge.internal.message.Reply;
import io.vcr.http.HttpRequest;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Playback;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to the edge. Its response is written while it comes.
 *
 * @param request what is sent to the API, with its body
 * @param mount the API
 * @param reply the response to the client
 * @param upstream makes live calls
 * @param counts those of the mount
 * @param sendsOutside whether a request outside any test is sent
 */
record EdgeCall(
        HttpRequest request, Mount mount, Reply reply, Upstream upstream, MountCounts counts, boolean sendsOutside)
        implements ClientCall<EdgeCall.Way, RuntimeException> {

    /** How a request was answered. */
    enum Way {
        ANSWERED,
        SENT
    }

    @Override
    public Way answer(Answer answer) {
        if (answer.isRefusal()) {
            counts.rejected("refused");
        } else {
            counts.hit();
        }
        Output body = reply.begin(answer.status(), answer.headers(), answer.isSubscription(), () -> {});
        Playback.ofPieces(answer, new Delivery(body)).start();
        return Way.ANSWERED;
    }

    @Override
    public Way send() {
        return send(Optional.empty());
    }

    @Override
    public Way sendOutside() {
        if (sendsOutside) {
            return send();
        }
        counts.rejected("outside any test");
        reply.error(
                400,
                "No test is running, so " + request + " is not sent in mode none\n"
                        + "  fix  begin a test before the request, or name it: edge.urlFor(session, ..)");
        return Way.ANSWERED;
    }

    @Override
    public Way record(Capture capture) {
        return send(Optional.of(capture));
    }

    private Way send(Optional<Capture> capture) {
        counts.call();
        upstream.send(request, mount, new LiveResponse(reply, capture, counts, request));
        return Way.SENT;
    }

    /** Delivers an answer to the client. */
    private record Delivery(Output body) implements Playback.Receiver {

        @Override
        public void begin(Playback playback) {
            body.begin(playback);
        }

        @Override
        public void piece(ByteBuffer piece) {
            body.pieces(List.of(piece));
        }

        @Override
        public void end(@Nullable Exception failure) {
            if (failure == null) {
                body.end();
            } else {
                body.fail(failure);
            }
        }
    }
}
