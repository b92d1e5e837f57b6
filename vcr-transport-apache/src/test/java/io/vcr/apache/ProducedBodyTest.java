package io.vcr.apache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.StreamChannel;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityProducer;
import org.junit.jupiter.api.Test;

class ProducedBodyTest {

    @Test
    void anErrorOfTheProducerOnABackgroundThreadFailsTheBody() {
        Failing producer = new Failing();
        ProducedBody produced = new ProducedBody(producer);
        var body = produced.read().toCompletableFuture();
        assertThat(body).isNotDone();

        producer.isReady = true;
        produced.requestOutput();

        assertThat(body)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IOException.class)
                .withStackTraceContaining("of the producer");
    }

    /** Has nothing at first, then fails with an error. */
    private static final class Failing extends AbstractBinAsyncEntityProducer {

        private volatile boolean isReady;

        Failing() {
            super(0, ContentType.TEXT_PLAIN);
        }

        @Override
        protected int availableData() {
            return isReady ? 1 : 0;
        }

        @Override
        protected void produceData(StreamChannel<ByteBuffer> channel) {
            if (isReady) {
                throw new AssertionError("of the producer");
            }
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void failed(Exception cause) {}
    }
}
