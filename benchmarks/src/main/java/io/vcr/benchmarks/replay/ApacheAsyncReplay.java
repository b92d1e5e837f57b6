package io.vcr.benchmarks.replay;

import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.benchmarks.work.ChatText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 5, async. */
public class ApacheAsyncReplay extends ClientReplay {

    private static final ContentType JSON = ContentType.parse(ChatText.JSON);

    public ApacheAsyncReplay() {
        super(
                session -> call(VcrAsyncExecInterceptor.of(session).attachTo(HttpAsyncClients.custom())),
                answers ->
                        call(HttpAsyncClients.custom().addExecInterceptorFirst("canned", new CannedHandler(answers))));
    }

    private static Call call(HttpAsyncClientBuilder builder) {
        CloseableHttpAsyncClient client = builder.build();
        client.start();
        return () -> client.execute(
                        SimpleRequestBuilder.post(ChatText.URL)
                                .setBody(SENT, JSON)
                                .build(),
                        null)
                .get()
                .getBodyBytes();
    }

    private record CannedHandler(UnaryOperator<byte[]> answers) implements AsyncExecChainHandler {

        @Override
        public void execute(
                HttpRequest request,
                AsyncEntityProducer body,
                AsyncExecChain.Scope scope,
                AsyncExecChain chain,
                AsyncExecCallback callback)
                throws IOException {
            Sent sent = new Sent();
            body.produce(sent);
            byte[] answer = answers.apply(sent.bytes.toByteArray());
            OTHER_THREAD.execute(() -> deliver(answer, callback));
        }

        private static void deliver(byte[] answer, AsyncExecCallback callback) {
            try {
                AsyncDataConsumer consumer = callback.handleResponse(
                        new BasicHttpResponse(200, "OK"), new BasicEntityDetails(answer.length, JSON));
                consumer.consume(ByteBuffer.wrap(answer));
                consumer.streamEnd(null);
                callback.completed();
            } catch (HttpException | IOException e) {
                callback.failed(e);
            }
        }
    }

    /** Takes the whole body at once. */
    private static final class Sent implements DataStreamChannel {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(SENT.length);

        @Override
        public int write(ByteBuffer piece) {
            return Pieces.move(piece, bytes);
        }

        @Override
        public void requestOutput() {}

        @Override
        public void endStream() {}

        @Override
        public void endStream(@Nullable List<? extends Header> trailers) {}
    }
}
