package io.vcr.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Failure.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FailureExceptionsTest {

    /** Made to be loaded by a careless reader. */
    public static final class Canary extends IOException {
        private static final long serialVersionUID = 1;
        static volatile boolean made;

        /** Notes that it happened. */
        public Canary(String message) {
            super(message);
            made = true;
        }
    }

    @Test
    void exceptionOfTheClientIsMadeAgain() {
        assertThat(of("java.net.http.HttpTimeoutException", "request timed out"))
                .isExactlyInstanceOf(HttpTimeoutException.class)
                .hasMessage("request timed out");
    }

    @Test
    void exceptionWithoutAMessageIsMadeAgain() {
        assertThat(of("java.nio.channels.ClosedChannelException", ""))
                .isExactlyInstanceOf(ClosedChannelException.class)
                .hasMessage(null);
    }

    @Test
    void classThatIsNotThereIsReplaced() {
        assertThat(of("org.apache.hc.core5.http.NoSuchException", "text"))
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("text");
    }

    @Test
    void classThatIsNoIoExceptionIsNotMade() {
        assertThat(of("java.lang.IllegalStateException", "text")).isInstanceOf(SocketTimeoutException.class);
        assertThat(of("java.lang.Runtime", "text")).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void classOfNobodyKnownIsNotLoaded() {
        assertThat(of(Canary.class.getName(), "text")).isInstanceOf(SocketTimeoutException.class);
        assertThat(Canary.made).isFalse();
    }

    private static IOException of(String exception, String message) {
        return FailureExceptions.of(
                new Failure(Kind.TIMEOUT, exception, message, false), FailureExceptionsTest.class.getClassLoader());
    }
}
