package io.vcr.internal.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Reads the bytes of a body that was cut, and fails instead of ending. Confined to one thread. */
public final class CutStream extends FilterInputStream {

    private final Supplier<IOException> failure;

    public CutStream(InputStream bytes, Supplier<IOException> failure) {
        super(bytes);
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        return checked(super.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : checked(super.read(target, offset, length));
    }

    private int checked(int read) throws IOException {
        if (read < 0) {
            throw failure.get();
        }
        return read;
    }
}
