package io.vcr.edge.internal.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Maps the URLs in a JSON body, which it collects for it. A body over a mebibyte passes as it is: such responses hold
 * results, not links. Confined to one thread at a time.
 */
final class LinkedBody implements Output {

    private static final int MAX_BYTES = 1 << 20;

    private final Output client;
    private final Links links;
    private @Nullable ByteArrayOutputStream collected = new ByteArrayOutputStream();

    LinkedBody(Output client, Links links) {
        this.client = client;
        this.links = links;
    }

    @Override
    public void begin(Flow.Subscription source) {
        client.begin(source);
    }

    @Override
    public void pieces(List<ByteBuffer> more) {
        ByteArrayOutputStream before = collected;
        if (before == null) {
            client.pieces(more);
            return;
        }
        for (ByteBuffer piece : more) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            before.writeBytes(bytes);
        }
        if (before.size() > MAX_BYTES) {
            collected = null;
            client.pieces(List.of(ByteBuffer.wrap(before.toByteArray())));
        } else {
            client.pieces(List.of()); // so that it asks for more
        }
    }

    /** Read byte by byte: the names and URLs are ASCII, and the rest stays as it is. */
    @Override
    public void end() {
        ByteArrayOutputStream whole = collected;
        if (whole != null) {
            String mapped = links.mapped(whole.toString(StandardCharsets.ISO_8859_1));
            client.pieces(List.of(ByteBuffer.wrap(mapped.getBytes(StandardCharsets.ISO_8859_1))));
        }
        client.end();
    }

    @Override
    public void fail(Throwable failure) {
        ByteArrayOutputStream part = collected;
        if (part != null) {
            client.pieces(List.of(ByteBuffer.wrap(part.toByteArray())));
        }
        client.fail(failure);
    }
}
