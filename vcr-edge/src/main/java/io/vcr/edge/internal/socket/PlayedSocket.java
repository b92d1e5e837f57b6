package io.vcr.edge.internal.socket;

import io.vcr.Decision.RefusedException;
import io.vcr.spi.Episode.Message;
import io.vcr.transport.Answer;
import io.vcr.transport.SocketPlayback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.core.OpCode;

/** A socket of a client to which a recorded conversation is played, as fast as the client takes it. Thread-safe. */
public final class PlayedSocket extends ClientSocket implements SocketPlayback.Receiver {

    /** A policy of the server forbids the message (RFC 6455, section 7.4.1). */
    private static final int REFUSED = 1008;

    private static final int MAX_REASON = 123;

    private final SocketPlayback playback;

    public PlayedSocket(Answer answer, Sockets sockets) {
        super(sockets);
        this.playback = SocketPlayback.of(answer, this);
    }

    @Override
    void opened() {
        playback.request(1);
        playback.start();
        readOn();
    }

    @Override
    void text(String text) {
        playback.send(text);
        readOn();
    }

    @Override
    void bytes(byte[] bytes) {
        playback.send(bytes);
        readOn();
    }

    @Override
    void closing(int code, String reason) {
        playback.close(code, reason);
    }

    @Override
    void ended() {
        playback.cancel();
    }

    @Override
    public void message(Message message) {
        Runnable sent = () -> playback.request(1);
        Consumer<Throwable> failed = failure -> playback.cancel();
        send(message.text() ? OpCode.TEXT : OpCode.BINARY, message.data().buffer(), true, sent, failed);
    }

    @Override
    public void closed(int code, String reason) {
        close(code, reason);
    }

    @Override
    public void failed(IOException failure) {
        if (failure instanceof RefusedException) {
            close(REFUSED, shortened(String.valueOf(failure.getMessage())));
        } else {
            disconnect();
        }
    }

    /** The first line, as far as a closing frame holds it. The report of the test has the rest. */
    private static String shortened(String message) {
        String line = "VCR: " + message.lines().findFirst().orElse("refused");
        StringBuilder reason = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            String character = Character.toString(line.codePointAt(i));
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_REASON) {
                break;
            }
            reason.append(character);
        }
        return reason.toString();
    }
}
