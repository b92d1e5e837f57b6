package io.vcr.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A connection to a server that sends and shows single frames of HTTP/2. */
final class Http2Frames implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 0x20;

    private final Hpack hpack = new Hpack();
    private final Socket socket;
    private final DataInputStream in;

    Http2Frames(String url) throws IOException {
        URI server = URI.create(url);
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    void get(int id, String target) throws IOException {
        request(id, END_STREAM, "GET", target, "");
    }

    void request(int id, int flags, String method, String target, String headers) throws IOException {
        send(HEADERS, flags | END_HEADERS, id, block(method, target, headers));
    }

    static byte[] block(String method, String target, String headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // Literals, whose names are in the static table: :method, :path, :scheme and :authority.
        int[] names = {2, 4, 6, 1};
        String[] values = {method, target, "http", "h"};
        for (int i = 0; i < names.length; i++) {
            block.write(names[i]);
            block.write(values[i].length());
            block.writeBytes(values[i].getBytes(StandardCharsets.US_ASCII));
        }
        block.writeBytes(Hpack.encode("", headers));
        return block.toByteArray();
    }

    void initialWindow(int size) throws IOException {
        send(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) 4).putInt(size).array());
    }

    void credit(int id, int bytes) throws IOException {
        send(WINDOW_UPDATE, 0, id, integer(bytes));
    }

    static byte[] integer(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        return ByteBuffer.allocate(to - from).put(bytes, from, to - from).array();
    }

    void send(int type, int flags, int id, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(id).put(payload);
        socket.getOutputStream().write(frame.array());
    }

    /** The frames up to the end of a stream. */
    List<String> answer() throws IOException {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(next());
        } while (!frames.get(frames.size() - 1).matches("(?s).*(\\.|reset \\d+)"));
        return frames;
    }

    /** The next frame: its stream and its content, with a full stop if the stream ends there. Settings are left out. */
    String next() throws IOException {
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int id = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            String end = (flags & END_STREAM) != 0 ? "." : "";
            switch (lengthAndType & 0xff) {
                case SETTINGS -> {}
                case DATA -> {
                    return id + " " + new String(payload, StandardCharsets.UTF_8) + end;
                }
                case HEADERS -> {
                    return id + " " + text(hpack.decode(payload)) + end;
                }
                case PING -> {
                    return id + " ping " + new String(payload, StandardCharsets.UTF_8);
                }
                case RST_STREAM -> {
                    return id + " reset " + ByteBuffer.wrap(payload).getInt();
                }
                case WINDOW_UPDATE -> {
                    return id + " credit " + ByteBuffer.wrap(payload).getInt();
                }
                default -> throw new IOException("a frame of type " + (lengthAndType & 0xff));
            }
        }
    }

    private static String text(List<Hpack.Field> fields) {
        return fields.stream().map(field -> field.name() + "=" + field.value()).collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
