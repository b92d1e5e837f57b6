package io.vcr.testkit.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A frame of HTTP/2 (RFC 9113, section 4.1); stream 0 is the connection. The payload is read once. */
record Frame(int type, int flags, int stream, ByteBuffer payload) {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;

    static Frame of(int type, int stream, int value) {
        return new Frame(
                type,
                0,
                stream,
                ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }

    static Frame empty(int type, int flags) {
        return new Frame(type, flags, 0, ByteBuffer.allocate(0));
    }

    static Frame read(DataInputStream in) throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[lengthAndType >>> 8]; // HttpClient 5.6 sends more than 16384 bytes unasked
        in.readFully(payload);
        return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(payload.remaining() << 8 | type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The payload of {@link #DATA} and {@link #HEADERS} without padding and priority. */
    byte[] content() {
        int padding = has(PADDED) ? payload.get() & 0xff : 0;
        if (type == HEADERS && has(PRIORITY)) {
            payload.position(payload.position() + 5);
        }
        byte[] content = new byte[payload.remaining() - padding];
        payload.get(content);
        return content;
    }
}
