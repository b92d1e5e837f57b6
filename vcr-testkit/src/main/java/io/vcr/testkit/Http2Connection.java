package io.vcr.testkit;

import io.vcr.testkit.Hpack.Field;
import io.vcr.testkit.LoopbackServer.Received;
import io.vcr.testkit.LoopbackServer.Script;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * One HTTP/2 connection of the server, for a client with prior knowledge (RFC 9113, section 3.3). One thread reads the
 * frames; each stream is answered on a thread of its own. This object guards the output and the flow control windows.
 */
final class Http2Connection {

    private static final int PREFACE_BYTES = 24;
    private static final int MAX_FRAME_BYTES = 16384;
    private static final int DEFAULT_WINDOW = 65535;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;

    private static final int SETTING_INITIAL_WINDOW = 4;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Executor threads;
    private final Hpack hpack = new Hpack();
    private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
    private int initialWindow = DEFAULT_WINDOW;
    private long window = DEFAULT_WINDOW;

    Http2Connection(InputStream in, OutputStream out, Executor threads) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(new BufferedOutputStream(out, 2 * MAX_FRAME_BYTES));
        this.threads = threads;
    }

    /** Tells whether a client begins with HTTP/2, without consuming bytes. */
    static boolean isBegunOn(InputStream in) throws IOException {
        in.mark(3);
        byte[] first = in.readNBytes(3);
        in.reset();
        return first.length == 3 && first[0] == 'P' && first[1] == 'R' && first[2] == 'I';
    }

    void serve(Script script) throws IOException {
        try {
            in.skipNBytes(PREFACE_BYTES);
            frame(SETTINGS, 0, 0, new byte[0], 0, 0);
            flush();
            while (true) {
                read(script);
            }
        } catch (EOFException e) {
            // The client has closed the connection.
        } finally {
            streams.values().forEach(Http2Stream::hangUp);
        }
    }

    private void read(Script script) throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int id = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[lengthAndType >>> 8];
        in.readFully(payload);
        switch (lengthAndType & 0xff) {
            case DATA -> data(script, id, flags, payload);
            case HEADERS -> headers(script, id, flags, payload);
            case RST_STREAM -> hungUp(id);
            case SETTINGS -> settings(flags, payload);
            case PING -> ping(flags, payload);
            case WINDOW_UPDATE -> windowUpdate(id, ByteBuffer.wrap(payload).getInt());
            default -> {
                // Priorities and similar frames have no effect here.
            }
        }
    }

    private void headers(Script script, int id, int flags, byte[] payload) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int start = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
        block.write(payload, start, payload.length - start - padding(flags, payload));
        for (int more = flags; (more & END_HEADERS) == 0; ) {
            int lengthAndType = in.readInt();
            if ((lengthAndType & 0xff) != CONTINUATION) {
                throw new IOException("A header block continues with a frame of type " + (lengthAndType & 0xff));
            }
            more = in.readUnsignedByte();
            in.readInt();
            block.write(in.readNBytes(lengthAndType >>> 8));
        }
        List<Field> fields = hpack.decode(block.toByteArray());
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            stream = new Http2Stream(this, id, initialWindow(), fields);
            streams.put(id, stream);
            stream.continueIfAsked();
        }
        answerAtEnd(script, stream, flags);
    }

    private void data(Script script, int id, int flags, byte[] payload) throws IOException {
        int start = (flags & PADDED) != 0 ? 1 : 0;
        Http2Stream stream = streams.get(id);
        if (payload.length > 0) {
            byte[] credit = bytes(payload.length);
            frame(WINDOW_UPDATE, 0, 0, credit, 0, credit.length);
            frame(WINDOW_UPDATE, 0, id, credit, 0, credit.length);
            flush();
        }
        if (stream != null) {
            stream.received(payload, start, payload.length - start - padding(flags, payload));
            answerAtEnd(script, stream, flags);
        }
    }

    private static int padding(int flags, byte[] payload) {
        return (flags & PADDED) != 0 ? payload[0] & 0xff : 0;
    }

    private void answerAtEnd(Script script, Http2Stream stream, int flags) {
        if ((flags & END_STREAM) != 0) {
            Received request = stream.request();
            threads.execute(() -> answer(script, stream, request));
        }
    }

    private void answer(Script script, Http2Stream stream, Received request) {
        try {
            script.answer(request, stream);
        } catch (IOException e) {
            try {
                stream.reset();
            } catch (IOException gone) {
                // The connection has ended too.
            }
        }
    }

    private void hungUp(int id) {
        Http2Stream stream = streams.remove(id);
        if (stream != null) {
            stream.hangUp();
            wake();
        }
    }

    private void ping(int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0) {
            frame(PING, ACK, 0, payload, 0, payload.length);
            flush();
        }
    }

    private void settings(int flags, byte[] payload) throws IOException {
        if ((flags & ACK) != 0) {
            return;
        }
        for (ByteBuffer settings = ByteBuffer.wrap(payload); settings.hasRemaining(); ) {
            int setting = settings.getShort();
            int value = settings.getInt();
            if (setting == SETTING_INITIAL_WINDOW) {
                initialWindow(value);
            }
        }
        frame(SETTINGS, ACK, 0, new byte[0], 0, 0);
        flush();
    }

    private synchronized int initialWindow() {
        return initialWindow;
    }

    private synchronized void initialWindow(int newWindow) {
        int change = newWindow - initialWindow;
        initialWindow = newWindow;
        streams.values().forEach(stream -> stream.window += change);
        notifyAll();
    }

    private synchronized void windowUpdate(int id, int credit) {
        Http2Stream stream = streams.get(id);
        if (id == 0) {
            window += credit;
        } else if (stream != null) {
            stream.window += credit;
        }
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Writes a body as far as the windows of the client allow. The bytes may still be in the buffer on return. */
    synchronized void data(Http2Stream stream, byte[] bytes, boolean end) throws IOException {
        int written = 0;
        do {
            int length = (int) Math.min(Math.min(bytes.length - written, MAX_FRAME_BYTES), room(stream));
            if (length <= 0 && written < bytes.length) {
                awaitRoom(stream);
                continue;
            }
            boolean last = written + length == bytes.length;
            frame(DATA, end && last ? END_STREAM : 0, stream.id, bytes, written, length);
            window -= length;
            stream.window -= length;
            written += length;
        } while (written < bytes.length);
    }

    private long room(Http2Stream stream) {
        return Math.max(0, Math.min(window, stream.window));
    }

    @SuppressWarnings("WaitNotInLoop") // the caller's loop
    private synchronized void awaitRoom(Http2Stream stream) throws IOException {
        flush();
        if (stream.isHungUp()) {
            throw new IOException("The client has hung up");
        }
        try {
            wait(1000);
        } catch (InterruptedException e) {
            throw new IOException("The server is closed", e);
        }
    }

    synchronized void frame(int type, int flags, int id, byte[] payload, int offset, int length) throws IOException {
        out.writeInt(length << 8 | type);
        out.writeByte(flags);
        out.writeInt(id);
        out.write(payload, offset, length);
    }

    synchronized void flush() throws IOException {
        out.flush();
    }

    void ended(Http2Stream stream) {
        streams.remove(stream.id);
    }

    static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
