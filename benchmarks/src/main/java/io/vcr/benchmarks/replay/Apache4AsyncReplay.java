package io.vcr.benchmarks.replay;

import io.vcr.apache4.VcrHttpAsyncClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.message.BasicHttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Apache HttpAsyncClient 4.1. */
public class Apache4AsyncReplay extends ClientReplay {

    public Apache4AsyncReplay() {
        super(
                session -> call(VcrHttpAsyncClient.of(session, new CannedClient(UnaryOperator.identity()))),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(CloseableHttpAsyncClient client) {
        return () -> EntityUtils.toByteArray(
                client.execute(Apache4Replay.post(), null).get().getEntity());
    }

    private static final class CannedClient extends CloseableHttpAsyncClient {

        private final UnaryOperator<byte[]> answers;

        CannedClient(UnaryOperator<byte[]> answers) {
            this.answers = answers;
        }

        @Override
        public <T> Future<T> execute(
                HttpAsyncRequestProducer producer,
                HttpAsyncResponseConsumer<T> consumer,
                @Nullable HttpContext context,
                @Nullable FutureCallback<T> callback) {
            BasicFuture<T> future = new BasicFuture<>(callback);
            try {
                producer.generateRequest();
                Sent sent = new Sent();
                producer.produceContent(sent, null);
                byte[] answer = answers.apply(sent.bytes.toByteArray());
                OTHER_THREAD.execute(() -> deliver(answer, consumer, context, future));
            } catch (HttpException | IOException e) {
                future.failed(e);
            }
            return future;
        }

        private static <T> void deliver(
                byte[] answer,
                HttpAsyncResponseConsumer<T> consumer,
                @Nullable HttpContext context,
                BasicFuture<T> future) {
            try {
                consumer.responseReceived(response(answer));
                consumer.consumeContent(new Received(answer), null);
                consumer.responseCompleted(context);
                future.completed(consumer.getResult());
            } catch (HttpException | IOException e) {
                future.failed(e);
            }
        }

        private static HttpResponse response(byte[] answer) {
            BasicHttpEntity entity = new BasicHttpEntity();
            entity.setContentLength(answer.length);
            entity.setContentType(ChatText.JSON);
            HttpResponse response = new BasicHttpResponse(HttpVersion.HTTP_1_1, 200, "OK");
            response.setEntity(entity);
            return response;
        }

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public void start() {}

        @Override
        public void close() {}
    }

    private static final class Sent implements ContentEncoder {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(SENT.length);
        private boolean completed;

        @Override
        public int write(ByteBuffer piece) {
            return Pieces.move(piece, bytes);
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

    private static final class Received implements ContentDecoder {

        private final ReadableByteChannel bytes;
        private boolean completed;

        Received(byte[] answer) {
            this.bytes = Channels.newChannel(new ByteArrayInputStream(answer));
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = bytes.read(target);
            completed = read < 0;
            return read;
        }

        @Override
        public boolean isCompleted() {
            return completed;
        }
    }
}
