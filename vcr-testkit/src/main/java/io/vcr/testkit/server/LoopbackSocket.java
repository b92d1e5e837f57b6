package io.vcr.testkit.server;

import io.vcr.http.Body;
import io.vcr.testkit.server.LoopbackServer.Received;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * The server's end of a WebSocket (RFC 6455), which {@link LoopbackServer.Wire#upgrade} opens. It sends the frames that
 * its script tells it to send, so a script can break a message into fragments, hold it back or send an invalid frame. If
 * the script returns, the connection is cut. Any thread may send; one thread at a time may receive.
 */
public final class LoopbackSocket {

    /** The code of a close message without a code. It is never sent. */
    public static final int NO_CODE = 1005;

    private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int LONGEST_CONTROL = 125;

    private final DataInputStream in;
    private final DataOutputStream out;

    /** The fragments so far of a message whose last fragment has not arrived: control frames may come between. */
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();

    private Kind fragmented = Kind.TEXT;

    LoopbackSocket(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /** The header lines with which a server accepts an upgrade. */
    static String acceptance(Received request) throws IOException {
        String key = request.headers()
                .first("Sec-WebSocket-Key")
                .orElseThrow(() -> new IOException("The client asks for no WebSocket"));
        return "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: " + hash(key + ACCEPT_SALT) + "\n";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** The kind of a message. */
    public enum Kind {

        /** A text, whole. */
        TEXT,

        /** Bytes, whole. */
        BINARY,

        /** A ping, which the server has already answered. */
        PING,

        /** A pong. */
        PONG,

        /** The last message of the client. */
        CLOSE
    }

    /**
     * A message of the client. Immutable.
     *
     * @param kind the kind
     * @param body the content; of a close message the reason
     * @param code the code of a close message, {@link #NO_CODE} if it has none; 0 for other messages
     */
    public record Message(Kind kind, Body body, int code) {

        /**
         * Returns the content as a text.
         *
         * @return its bytes as UTF-8
         */
        public String text() {
            return new String(body.bytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Waits for the next message of the client. Answers a ping with a pong before it returns it. Does not answer a close
     * message.
     *
     * @return the message, with its fragments joined
     * @throws EOFException if the client has gone
     * @throws IOException if the connection breaks, or the client sends what no client may send
     */
    public Message receive() throws IOException {
        while (true) {
            int head = in.readUnsignedByte();
            int opcode = head & 0x0f;
            byte[] payload = payload();
            if (opcode >= CLOSE) {
                return control(opcode, payload);
            }
            if (opcode != CONTINUATION) {
                fragmented = opcode == TEXT ? Kind.TEXT : Kind.BINARY;
            }
            fragments.writeBytes(payload);
            if ((head & LAST) != 0) {
                Message whole = new Message(fragmented, Body.of(fragments.toByteArray()), 0);
                fragments.reset();
                return whole;
            }
        }
    }

    private Message control(int opcode, byte[] payload) throws IOException {
        switch (opcode) {
            case PING -> {
                pong(payload);
                return new Message(Kind.PING, Body.of(payload), 0);
            }
            case PONG -> {
                return new Message(Kind.PONG, Body.of(payload), 0);
            }
            case CLOSE -> {
                return payload.length < 2
                        ? new Message(Kind.CLOSE, Body.EMPTY, NO_CODE)
                        : new Message(
                                Kind.CLOSE,
                                Body.of(payload, 2, payload.length - 2),
                                ((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
            }
            default -> throw new IOException(String.format(Locale.ROOT, "The client sends a frame 0x%x", opcode));
        }
    }

    private byte[] payload() throws IOException {
        int second = in.readUnsignedByte();
        if ((second & MASKED) == 0) {
            throw new IOException("The client sends a frame without a mask");
        }
        long length = second & ~MASKED;
        if (length == LENGTH_OF_16_BITS) {
            length = in.readUnsignedShort();
        } else if (length == LENGTH_OF_64_BITS) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    /**
     * Waits for the next message of the client, which must be a text.
     *
     * @return the text
     * @throws IOException if the next message is another one, or as {@link #receive()} throws it
     */
    public String receiveText() throws IOException {
        Message message = receive();
        if (message.kind() != Kind.TEXT) {
            throw new IOException("The client sends no text but " + message);
        }
        return message.text();
    }

    /**
     * Waits for the close message of the client and discards the messages before it.
     *
     * @return the close message
     * @throws IOException as {@link #receive()} throws it
     */
    public Message receiveClose() throws IOException {
        Message message = receive();
        while (message.kind() != Kind.CLOSE) {
            message = receive();
        }
        return message;
    }

    /**
     * Sends a text in one frame.
     *
     * @param text the text
     * @throws IOException if the client has gone
     */
    public void text(String text) throws IOException {
        frame(LAST | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a text in several frames.
     *
     * @param fragments the content of each frame, as UTF-8; may end inside a character
     * @throws IOException if the client has gone
     */
    public void fragments(byte[]... fragments) throws IOException {
        for (int i = 0; i < fragments.length; i++) {
            int last = i == fragments.length - 1 ? LAST : 0;
            frame(last | (i == 0 ? TEXT : CONTINUATION), fragments[i]);
        }
    }

    /**
     * Sends bytes in one frame.
     *
     * @param bytes the bytes
     * @throws IOException if the client has gone
     */
    public void binary(byte[] bytes) throws IOException {
        frame(LAST | BINARY, bytes);
    }

    /**
     * Sends a ping.
     *
     * @param bytes at most 125 bytes
     * @throws IOException if the client has gone
     */
    public void ping(byte[] bytes) throws IOException {
        frame(LAST | PING, bytes);
    }

    /**
     * Sends a pong.
     *
     * @param bytes at most 125 bytes
     * @throws IOException if the client has gone
     */
    public void pong(byte[] bytes) throws IOException {
        frame(LAST | PONG, bytes);
    }

    /**
     * Sends a close message.
     *
     * @param code the code; {@link #NO_CODE} for a message without code and reason
     * @param reason the reason
     * @throws IOException if the client has gone
     */
    public void close(int code, String reason) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (code != NO_CODE) {
            content.write(code >> 8);
            content.write(code);
            content.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        }
        frame(LAST | CLOSE, content.toByteArray());
    }

    /**
     * Sends a frame.
     *
     * @param head the first byte of the frame: the flags and the opcode
     * @param payload the content; a control frame must not have more than 125 bytes
     * @throws IOException if the client has gone
     */
    public synchronized void frame(int head, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(frame);
        fields.writeByte(head);
        if (payload.length <= LONGEST_CONTROL) {
            fields.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            fields.writeByte(LENGTH_OF_16_BITS);
            fields.writeShort(payload.length);
        } else {
            fields.writeByte(LENGTH_OF_64_BITS);
            fields.writeLong(payload.length);
        }
        fields.write(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    /**
     * Waits for the answer of the client to the close message of the server, and until it has closed the connection.
     *
     * @throws IOException if the client closes otherwise
     */
    public void finish() throws IOException {
        receiveClose();
        awaitEnd();
    }

    /**
     * Waits until the client has closed its side of the connection. Discards what it sends before.
     *
     * @throws IOException if the connection breaks
     */
    public void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
