package io.vcr.benchmarks.replay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The pieces of a body. */
final class Pieces {

    private Pieces() {}

    /** Returns the number of bytes. */
    static int move(ByteBuffer piece, ByteArrayOutputStream bytes) {
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        bytes.writeBytes(copy);
        return copy.length;
    }
}
