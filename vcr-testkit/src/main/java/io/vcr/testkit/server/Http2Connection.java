package io.vcr.testkit.server;

import io.vcr.testkit.server.Hpack.Field;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackServer.Script;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * One HTTP/2 connection of the server, begun by a client with prior knowledge (RFC 9113, section 3.3). One thread reads
 * the frames; each stream is answered on its own. The output is guarded by this object.
 */
final class Http2Connection {

    private static final int PREFACE_BYTES = 24;
    private static final int MAX_FRAME_BYTES = 16384;
    private static final int DEFAULT_WINDOW = 65535;
    private static final int SETTING_INITIAL_WINDOW = 4;
    private static final int INTERNAL_ERROR = 2;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Executor threads;
    private final Script script;
    private final Hpack hpack = new Hpack();
    private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
    private final Window window = new Window(DEFAULT_WINDOW);
    private int initialWindow = DEFAULT_WINDOW;

    Http2Connection(InputStream in, OutputStream out, Executor threads, Script script) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(new BufferedOutputStream(out, 2 * MAX_FRAME_BYTES));
        this.threads = threads;
        this.script = script;
    }

    /** Tells whether a client begins with HTTP/2, without consuming bytes. */
    static boolean isBegunOn(InputStream in) throws IOException {
        in.mark(3);
        byte[] first = in.readNBytes(3);
        in.reset();
        return Arrays.equals(first, new byte[] {'P', 'R', 'I'});
    }

    void serve() throws IOException {
        try {
            in.skipNBytes(PREFACE_BYTES);
            send(Frame.empty(Frame.SETTINGS, 0));
            while (true) {
                receive(Frame.read(in));
            }
        } catch (EOFException e) {
            // The client has closed the connection.
        } finally {
            window.close();
            streams.values().forEach(Http2Stream::hangUp);
        }
    }

    private void receive(Frame frame) throws IOException {
        switch (frame.type()) {
            case Frame.HEADERS -> headers(frame);
            case Frame.DATA -> data(frame);
            case Frame.RST_STREAM -> reset(frame);
            case Frame.SETTINGS -> settings(frame);
            case Frame.PING -> {
                if (!frame.has(Frame.ACK)) {
                    send(new Frame(Frame.PING, Frame.ACK, 0, frame.payload()));
                }
            }
            case Frame.WINDOW_UPDATE -> windowUpdate(frame);
            default -> {
                // Priorities and similar frames have no effect here.
            }
        }
    }

    private void headers(Frame frame) throws IOException {
        List<Field> fields = hpack.decode(headerBlock(frame));
        Http2Stream stream = streams.get(frame.stream());
        if (stream == null) {
            stream = new Http2Stream(this, frame.stream(), initialWindow, fields);
            streams.put(frame.stream(), stream);
            stream.continueIfAsked();
        }
        answerAtEnd(stream, frame);
    }

    private byte[] headerBlock(Frame first) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(first.content());
        for (Frame last = first; !last.has(Frame.END_HEADERS); ) {
            last = Frame.read(in);
            if (last.type() != Frame.CONTINUATION) {
                throw new IOException("A header block goes on with a frame of type " + last.type());
            }
            block.writeBytes(last.content());
        }
        return block.toByteArray();
    }

    private void data(Frame frame) throws IOException {
        int length = frame.payload().remaining();
        if (length > 0) {
            send(Frame.of(Frame.WINDOW_UPDATE, 0, length), Frame.of(Frame.WINDOW_UPDATE, frame.stream(), length));
        }
        Http2Stream stream = streams.get(frame.stream());
        if (stream != null) {
            stream.received(frame.content());
            answerAtEnd(stream, frame);
        }
    }

    private void answerAtEnd(Http2Stream stream, Frame frame) {
        if (frame.has(Frame.END_STREAM)) {
            Received request = stream.request();
            threads.execute(() -> answer(request, stream));
        }
    }

    private void answer(Received request, Http2Stream stream) {
        boolean isAnswered = false;
        try {
            script.answer(request, stream);
            isAnswered = true;
        } catch (IOException e) {
            // The client sees that the stream is reset.
        } finally {
            if (!isAnswered) {
                abort(stream);
            }
        }
    }

    private void abort(Http2Stream stream) {
        try {
            if (streams.remove(stream.id) != null) {
                send(Frame.of(Frame.RST_STREAM, stream.id, INTERNAL_ERROR));
            }
        } catch (IOException e) {
            // The connection has ended too.
        }
    }

    private void reset(Frame frame) {
        Http2Stream stream = streams.remove(frame.stream());
        if (stream != null) {
            stream.hangUp();
        }
    }

    private void settings(Frame frame) throws IOException {
        if (frame.has(Frame.ACK)) {
            return;
        }
        for (ByteBuffer settings = frame.payload(); settings.hasRemaining(); ) {
            int setting = settings.getShort();
            int value = settings.getInt();
            if (setting == SETTING_INITIAL_WINDOW) {
                int change = value - initialWindow;
                initialWindow = value;
                streams.values().forEach(stream -> stream.window.add(change));
            }
        }
        send(Frame.empty(Frame.SETTINGS, Frame.ACK));
    }

    private void windowUpdate(Frame frame) {
        int credit = frame.payload().getInt();
        Http2Stream stream = streams.get(frame.stream());
        if (frame.stream() == 0) {
            window.add(credit);
        } else if (stream != null) {
            stream.window.add(credit);
        }
    }

    /** Writes headers; {@link #flush} sends them. */
    void writeHeaders(Http2Stream stream, byte[] block, boolean end) throws IOException {
        int flags = Frame.END_HEADERS | (end ? Frame.END_STREAM : 0);
        write(new Frame(Frame.HEADERS, flags, stream.id, ByteBuffer.wrap(block)));
        endedIf(end, stream);
    }

    /** Writes a piece of a body as the windows of the client allow; {@link #flush} sends the rest. */
    void writeData(Http2Stream stream, byte[] bytes, boolean end) throws IOException {
        int written = 0;
        do {
            int length = room(stream, Math.min(bytes.length - written, MAX_FRAME_BYTES));
            ByteBuffer piece = ByteBuffer.wrap(bytes, written, length);
            written += length;
            boolean last = end && written == bytes.length;
            write(new Frame(Frame.DATA, last ? Frame.END_STREAM : 0, stream.id, piece));
        } while (written < bytes.length);
        endedIf(end, stream);
    }

    private int room(Http2Stream stream, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (stream.window.isEmpty() || window.isEmpty()) {
            flush(); // the client gives credit for what it has got
        }
        int room = stream.window.take(wanted);
        int shared = window.take(room);
        stream.window.add(room - shared);
        return shared;
    }

    private void endedIf(boolean end, Http2Stream stream) {
        if (end) {
            streams.remove(stream.id);
        }
    }

    private synchronized void send(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            write(frame);
        }
        flush();
    }

    private synchronized void write(Frame frame) throws IOException {
        frame.write(out);
    }

    synchronized void flush() throws IOException {
        out.flush();
    }
}
