package io.vcr.apache4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Repeats;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.client.methods.AsyncCharConsumer;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.entity.HttpAsyncContentProducer;
import org.apache.http.nio.protocol.AbstractAsyncResponseConsumer;
import org.apache.http.nio.protocol.BasicAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular to this client. The rest is in the contract of transports. */
class VcrHttpAsyncClientTest {

    private static final String LONG = "0123456789".repeat(5_000);

    private final LoopbackServer server = LoopbackServer.start()
            .on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "one"))
            .on("/long", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", LONG));
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();

    /** Makes calls with a client. */
    @FunctionalInterface
    private interface Use {
        void with(CloseableHttpAsyncClient client) throws Exception;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Report record(Use use) throws Exception {
        return run(vcr, use);
    }

    private Report replay(Use use) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    private static Report run(Vcr configured, Use use) throws Exception {
        Session session = configured.open("apache4-async");
        try (CloseableHttpAsyncClient client = VcrHttpAsyncClient.of(session, HttpAsyncClients.createDefault())) {
            client.start();
            use.with(client);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private static <T> T result(Future<T> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aRequestHasTheSameResponseInAReplay() throws Exception {
        String url = server.url("/one");
        Use get = client -> {
            HttpResponse response = result(client.execute(new HttpGet(url), null));
            assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("one");
        };

        record(get);

        assertThat(replay(get).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aConsumerOfCharactersGetsTheSameText() throws Exception {
        String url = server.url("/long");
        Use get = client -> assertThat(result(client.execute(HttpAsyncMethods.createGet(url), new Characters(), null)))
                .isEqualTo(LONG);

        record(get);

        assertThat(replay(get).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aConsumerThatSuspendsTheInputGetsNothingUntilItAsksForMore() throws Exception {
        String url = server.url("/long");
        Use get = client -> {
            Hesitating consumer = new Hesitating();
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            while (!call.isDone()) {
                consumer.resume();
            }
            assertThat(result(call)).isEqualTo(LONG);
            assertThat(consumer.suspensions).isGreaterThan(10);
            assertThat(consumer.callsWhileSuspended).isZero();
        };

        record(get);

        assertThat(replay(get).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aBodyThatIsWrittenLaterOnAnotherThreadIsSentAndCompared() throws Exception {
        String url = server.url("/one");
        Use post = client -> {
            Later body = new Later();
            Future<HttpResponse> call =
                    client.execute(new Produced(url, body), HttpAsyncMethods.createConsumer(), null);
            body.asked.await(20, TimeUnit.SECONDS);
            body.write("later");
            assertThat(result(call).getStatusLine().getStatusCode()).isEqualTo(200);
        };

        record(post);

        assertThat(server.request().text()).isEqualTo("later");
        assertThat(replay(post).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aCallThatIsCancelledWhileItsBodyIsWrittenIsNotSent() throws Exception {
        String url = server.url("/one");

        run(vcr, client -> {
            Later body = new Later();
            Future<HttpResponse> call =
                    client.execute(new Produced(url, body), HttpAsyncMethods.createConsumer(), null);
            body.asked.await(20, TimeUnit.SECONDS);
            call.cancel(true);
            assertThatThrownBy(() -> result(call)).isInstanceOf(CancellationException.class);
        });

        assertThat(server.connections()).isZero();
    }

    @Test
    void theCallbackOfAReplayIsCalledOnce() throws Exception {
        String url = server.url("/one");
        Use get = client -> {
            List<String> events = new ArrayList<>();
            CountDownLatch called = new CountDownLatch(1);
            client.execute(new HttpGet(url), new FutureCallback<>() {
                @Override
                public void completed(HttpResponse response) {
                    events.add("completed");
                    called.countDown();
                }

                @Override
                public void failed(Exception cause) {
                    events.add("failed");
                }

                @Override
                public void cancelled() {
                    events.add("cancelled");
                }
            });
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(events).containsExactly("completed");
        };

        record(get);

        replay(get);
    }

    /** Such as a body that a library serializes into a pipe. */
    @Test
    void aBodyFromAPipeIsWrittenAfterTheCall() throws Exception {
        String url = server.url("/one");
        Use post = client -> {
            PipedOutputStream pipe = new PipedOutputStream();
            HttpPost request = new HttpPost(url);
            request.setEntity(new InputStreamEntity(new PipedInputStream(pipe)));
            Future<HttpResponse> call = client.execute(request, null);
            try (pipe) {
                pipe.write("later".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(result(call).getStatusLine().getStatusCode()).isEqualTo(200);
        };

        record(post);

        assertThat(server.request().text()).isEqualTo("later");
        assertThat(replay(post).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aRequestThatWasAbortedIsNotSentAndReachesNoConsumer() throws Exception {
        String url = server.url("/one");

        run(vcr, client -> {
            HttpGet get = new HttpGet(url);
            get.abort();
            Told consumer = new Told();
            Future<String> call = client.execute(HttpAsyncMethods.create(get), consumer, null);
            assertThatThrownBy(() -> result(call)).isInstanceOf(CancellationException.class);
            assertThat(consumer.events).containsExactly("cancel", "close");
        });

        assertThat(server.connections()).isZero();
    }

    @Test
    void abortEndsACallWhoseBodyIsWritten() throws Exception {
        String url = server.url("/one");

        run(vcr, client -> {
            Later body = new Later();
            Produced producer = new Produced(url, body);
            Future<HttpResponse> call = client.execute(producer, HttpAsyncMethods.createConsumer(), null);
            body.asked.await(20, TimeUnit.SECONDS);
            ((HttpPost) producer.generateRequest()).abort();
            assertThatThrownBy(() -> result(call)).isInstanceOf(CancellationException.class);
        });

        assertThat(server.connections()).isZero();
    }

    @Test
    void aReplayThatIsCancelledTellsItsConsumerOnce() throws Exception {
        String url = server.url("/long");
        record(client -> result(client.execute(new HttpGet(url), null)));

        replay(client -> {
            Told consumer = new Told();
            consumer.inContent = IOControl::suspendInput;
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            consumer.content.await(20, TimeUnit.SECONDS);
            call.cancel(true);
            assertThat(call.isCancelled()).isTrue();
            assertThat(consumer.events).containsExactly("received", "content", "cancel", "close");
        });
    }

    @Test
    void manyCallsThatAreCancelledAtOnceTellTheirConsumers() throws Exception {
        String url = server.url("/one");
        record(client -> result(client.execute(new HttpGet(url), null)));
        Vcr again = vcr.toBuilder().mode(RecordMode.NONE).repeats(Repeats.LAST).build();
        server.close();

        run(again, client -> {
            for (int i = 0; i < 300; i++) {
                Told consumer = new Told();
                Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
                call.cancel(true);
                assertThat(consumer.closed.await(20, TimeUnit.SECONDS)).isTrue();
                if (call.isCancelled()) {
                    assertThat(consumer.events).contains("cancel").doesNotContain("completed");
                }
            }
        });
    }

    @Test
    void aConsumerThatShutsTheConnectionDownFailsInAReplayAsLive() throws Exception {
        String url = server.url("/one");
        record(client -> result(client.execute(new HttpGet(url), null)));

        replay(client -> {
            Told consumer = new Told();
            consumer.inContent = IOControl::suspendInput;
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            consumer.content.await(20, TimeUnit.SECONDS);
            consumer.connection.shutdown();
            assertThatThrownBy(() -> result(call)).hasCauseInstanceOf(ConnectionClosedException.class);
            assertThat(consumer.closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(consumer.events).containsExactly("received", "content", "failed", "close");
        });
    }

    @Test
    void anErrorOfAConsumerEndsTheCall() throws Exception {
        String url = server.url("/one");
        record(client -> result(client.execute(new HttpGet(url), null)));

        replay(client -> {
            Told consumer = new Told();
            consumer.inContent = control -> {
                throw new AssertionError("planned");
            };
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            assertThatThrownBy(() -> result(call))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("planned");
        });
    }

    @Test
    void whatAConsumerThrowsIsNotRecorded() throws Exception {
        String url = server.url("/one");
        Vcr errors = vcr.toBuilder().record(Recorded.ERRORS).build();

        Report report = run(errors, client -> {
            Told consumer = new Told();
            consumer.inContent = control -> {
                throw new IOException("disk full");
            };
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            assertThatThrownBy(() -> result(call)).hasRootCauseMessage("disk full");
        });

        assertThat(report.counts().recorded()).isZero();
    }

    @Test
    void aConsumerThatThrowsAtTheEndFailsTheCall() throws Exception {
        String url = server.url("/one");
        record(client -> result(client.execute(new HttpGet(url), null)));

        replay(client -> {
            Told consumer = new Told();
            consumer.atTheEnd = () -> {
                throw new IllegalStateException("planned");
            };
            Future<String> call = client.execute(HttpAsyncMethods.createGet(url), consumer, null);
            assertThatThrownBy(() -> result(call)).hasRootCauseMessage("planned");
            assertThat(consumer.closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(consumer.events).endsWith("failed", "close");
        });
    }

    @Test
    void aCallbackThatThrowsEndsTheCallOnce() throws Exception {
        String url = server.url("/one");
        record(client -> result(client.execute(new HttpGet(url), null)));

        replay(client -> {
            Told consumer = new Told();
            client.execute(HttpAsyncMethods.createGet(url), consumer, new FutureCallback<>() {
                @Override
                public void completed(String result) {
                    throw new IllegalStateException("planned");
                }

                @Override
                public void failed(Exception cause) {}

                @Override
                public void cancelled() {}
            });
            assertThat(consumer.closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(consumer.events).doesNotContain("failed").endsWith("completed", "close");
        });
    }

    @Test
    void aClientThatWasNotStartedFailsAsWithoutTheAdapter() throws Exception {
        Session session = vcr.open("apache4-async");
        try (CloseableHttpAsyncClient client = VcrHttpAsyncClient.of(session, HttpAsyncClients.createDefault())) {
            Future<HttpResponse> call = client.execute(new HttpGet(server.url("/one")), null);

            assertThatThrownBy(() -> result(call))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
        } finally {
            session.finish(Outcome.PASSED);
        }
    }

    private static final class Characters extends AsyncCharConsumer<String> {

        private final StringBuilder text = new StringBuilder();

        @Override
        protected void onResponseReceived(HttpResponse response) {}

        @Override
        protected void onCharReceived(CharBuffer characters, IOControl connection) {
            text.append(characters);
        }

        @Override
        protected String buildResult(HttpContext context) {
            return text.toString();
        }
    }

    /** Reads a thousand bytes, suspends the input, and goes on when a test says so. */
    private static final class Hesitating extends AbstractAsyncResponseConsumer<String> {

        private final AtomicReference<IOControl> suspended = new AtomicReference<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteBuffer buffer = ByteBuffer.allocate(1_000);
        private volatile int suspensions;
        private volatile int callsWhileSuspended;

        void resume() {
            IOControl connection = suspended.getAndSet(null);
            if (connection != null) {
                connection.requestInput();
            }
        }

        @Override
        protected void onResponseReceived(HttpResponse response) {}

        @Override
        protected void onContentReceived(ContentDecoder decoder, IOControl connection) throws IOException {
            if (suspended.get() != null) {
                callsWhileSuspended++;
            }
            decoder.read(buffer.clear());
            buffer.flip();
            while (buffer.hasRemaining()) {
                text.append((char) buffer.get());
            }
            if (!decoder.isCompleted()) {
                suspensions++;
                connection.suspendInput();
                suspended.set(connection);
            }
        }

        @Override
        protected void onEntityEnclosed(org.apache.http.HttpEntity entity, org.apache.http.entity.ContentType type) {}

        @Override
        protected String buildResult(HttpContext context) {
            return text.toString();
        }

        @Override
        protected void releaseResources() {}
    }

    /** Notes what it is told. */
    private static final class Told implements HttpAsyncResponseConsumer<String> {

        private interface InContent {
            void with(IOControl connection) throws IOException;
        }

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final CountDownLatch content = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile InContent inContent = connection -> {};
        private volatile Runnable atTheEnd = () -> {};
        private volatile IOControl connection;
        private volatile boolean isDone;

        @Override
        public void responseReceived(HttpResponse response) {
            events.add("received");
        }

        @Override
        public void consumeContent(ContentDecoder decoder, IOControl control) throws IOException {
            events.add("content");
            connection = control;
            decoder.read(ByteBuffer.allocate(1));
            inContent.with(control);
            content.countDown();
        }

        @Override
        public void responseCompleted(HttpContext context) {
            isDone = true;
            events.add("completed");
            atTheEnd.run();
        }

        @Override
        public void failed(Exception cause) {
            isDone = true;
            events.add("failed");
        }

        @Override
        public boolean cancel() {
            isDone = true;
            events.add("cancel");
            return true;
        }

        @Override
        public void close() {
            events.add("close");
            closed.countDown();
        }

        @Override
        public Exception getException() {
            return null;
        }

        @Override
        public String getResult() {
            return null;
        }

        @Override
        public boolean isDone() {
            return isDone;
        }
    }

    private static final class Produced extends BasicAsyncRequestProducer {

        Produced(String url, HttpAsyncContentProducer body) {
            super(HttpHost.create(url.substring(0, url.indexOf('/', 8))), post(url), body);
        }

        private static HttpPost post(String url) {
            HttpPost post = new HttpPost(url);
            BasicHttpEntity entity = new BasicHttpEntity();
            entity.setChunked(true);
            post.setEntity(entity);
            return post;
        }
    }

    /** Suspends the output until it is written to. */
    private static final class Later implements HttpAsyncContentProducer {

        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile IOControl connection;
        private volatile String text;

        void write(String given) {
            text = given;
            connection.requestOutput();
        }

        @Override
        public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
            if (text == null) {
                connection = control;
                control.suspendOutput();
                asked.countDown();
            } else {
                encoder.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                encoder.complete();
            }
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void close() {}
    }
}
