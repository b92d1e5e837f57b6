package io.vcr.spi;

import io.vcr.spi.Episode.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/** The exceptions of the JDK for recorded failures. Pure. */
final class JdkExceptions {

    private JdkExceptions() {}

    static IOException of(Failure failure) {
        String text = failure.message().isEmpty() ? null : failure.message();
        IOException named = named(failure.exception(), text);
        return named == null ? ofKind(failure.kind(), text) : named;
    }

    private static @Nullable IOException named(String exception, @Nullable String text) {
        return switch (exception) {
            case "java.io.IOException" -> new IOException(text);
            case "java.io.EOFException" -> new EOFException(text);
            case "java.io.InterruptedIOException" -> new InterruptedIOException(text);
            case "java.net.ConnectException" -> new ConnectException(text);
            case "java.net.NoRouteToHostException" -> new NoRouteToHostException(text);
            case "java.net.ProtocolException" -> new ProtocolException(text);
            case "java.net.SocketException" -> new SocketException(text);
            case "java.net.SocketTimeoutException" -> new SocketTimeoutException(text);
            case "java.net.UnknownHostException" -> new UnknownHostException(text);
            case "javax.net.ssl.SSLException" -> new SSLException(text);
            case "javax.net.ssl.SSLHandshakeException" -> new SSLHandshakeException(text);
            case "javax.net.ssl.SSLPeerUnverifiedException" -> new SSLPeerUnverifiedException(text);
            case "javax.net.ssl.SSLProtocolException" -> new SSLProtocolException(text);
            default -> null;
        };
    }

    private static IOException ofKind(Failure.Kind kind, @Nullable String text) {
        return switch (kind) {
            case UNKNOWN_HOST -> new UnknownHostException(text);
            case REFUSED -> new ConnectException(text);
            case CONNECT_TIMEOUT, TIMEOUT -> new SocketTimeoutException(text);
            case TLS -> new SSLHandshakeException(text);
            case RESET -> new SocketException(text);
            case CUT -> new EOFException(text);
            case LOST -> new IOException(text);
        };
    }
}
