package io.vcr.apache4;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.http.HttpHost;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.entity.HttpAsyncContentProducer;
import org.apache.http.nio.protocol.BasicAsyncRequestProducer;
import org.junit.jupiter.api.Test;

class ProducedBodyTest {

    @Test
    void outputThatIsRequestedWhileTheBodyIsSentDoesNotBeginItAgain() throws Exception {
        ProducedBody produced = new ProducedBody(
                new BasicAsyncRequestProducer(HttpHost.create("http://h"), new HttpPost("/"), new AtOnce("abc")) {});
        assertThat(produced.read(false)).isCompletedWithValue(Body.of("abc"));
        OneByteAtATime encoder = new OneByteAtATime();

        produced.writeTo(encoder);
        produced.read(false); // asks as requestOutput does, but on this thread
        produced.writeTo(encoder);
        produced.writeTo(encoder);

        assertThat(encoder.sent).hasToString("abc");
        assertThat(encoder.isCompleted()).isTrue();
    }

    /** Completes its body when it is first asked. */
    private record AtOnce(String text) implements HttpAsyncContentProducer {

        @Override
        public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
            encoder.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            encoder.complete();
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void close() {}
    }

    /** A connection whose buffer is nearly full. */
    private static final class OneByteAtATime implements ContentEncoder {

        private final StringBuilder sent = new StringBuilder();
        private boolean completed;

        @Override
        public int write(ByteBuffer piece) {
            sent.append((char) piece.get());
            return 1;
        }

        @Override
        public void complete() {
            completed = true;
        }

        @Override
        public boolean isCompleted() {
            return completed;
        }
    }
}
