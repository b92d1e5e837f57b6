package io.vcr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.BytesWrapper;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Services of the SDK over the clients of this module. */
@ResourceLock("io.vcr.OpenSessions")
class ServicesTest {

    private static final int LARGE = 50 * 1024 * 1024;

    private final LoopbackServer server = LoopbackServer.start();
    private final Vcr vcr = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .limits(Limits.DEFAULT.withMaxBodyBytes(LARGE).withMaxCassetteBytes(3L * LARGE))
            .build();

    @AfterEach
    void end() {
        server.close();
    }

    /** The async clients of the SDK. */
    enum Client {
        NETTY {
            @Override
            SdkAsyncHttpClient create() {
                return NettyNioAsyncHttpClient.create();
            }
        },
        CRT {
            @Override
            SdkAsyncHttpClient create() {
                return AwsCrtAsyncHttpClient.create();
            }
        };

        abstract SdkAsyncHttpClient create();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamOfBedrockHasTheSameEventsInAReplay(Client http) {
        stream(true);
        List<String> live = new ArrayList<>();
        List<String> replayed = new ArrayList<>();

        Report recorded = run(vcr, session -> live.addAll(converse(session, http)));
        server.close();
        Report report = run(none(), session -> replayed.addAll(converse(session, http)));

        assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(live).contains("Hello", " world");
        assertThat(replayed).isEqualTo(live);
    }

    @ParameterizedTest
    @EnumSource
    void halfAStreamOfBedrockIsNotRecorded(Client http) {
        stream(false);

        Report report = run(vcr, session -> {
            try {
                converse(session, http);
            } catch (CompletionException expected) {
                // netty-nio-client takes the stream for a whole one, the other does not
            }
        });

        assertThat(report.counts().recorded()).isZero();
    }

    private void stream(boolean whole) {
        server.on("/model/claude/converse-stream", (request, wire) -> {
            wire.chunked("Content-Type: application/vnd.amazon.eventstream");
            wire.drip(frame("messageStart", "{\"role\":\"assistant\"}"));
            wire.drip(frame("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}"));
            wire.drip(frame("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\" world\"}}"));
            if (!whole) {
                wire.cut();
            }
            wire.drip(frame("messageStop", "{\"stopReason\":\"end_turn\"}"));
            wire.drip(frame("metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3}}"));
            wire.lastChunk();
        });
    }

    private static byte[] frame(String event, String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Message(
                        Map.of(
                                ":message-type", HeaderValue.fromString("event"),
                                ":event-type", HeaderValue.fromString(event),
                                ":content-type", HeaderValue.fromString("application/json")),
                        json.getBytes(StandardCharsets.UTF_8))
                .encode(bytes);
        return bytes.toByteArray();
    }

    private List<String> converse(Session session, Client http) {
        List<String> texts = Collections.synchronizedList(new ArrayList<>());
        try (BedrockRuntimeAsyncClient client = configured(BedrockRuntimeAsyncClient.builder())
                .httpClient(VcrSdkAsyncHttpClient.of(session, http.create()))
                .build()) {
            client.converseStream(
                            request -> request.modelId("claude"),
                            ConverseStreamResponseHandler.builder()
                                    .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                            .onContentBlockDelta(delta ->
                                                    texts.add(delta.delta().text()))
                                            .onMetadata(metadata -> texts.add(
                                                    "tokens " + metadata.usage().totalTokens()))
                                            .build())
                                    .build())
                    .join();
        }
        return texts;
    }

    @Tag("matrix")
    @ParameterizedTest
    @EnumSource
    void aLargeObjectIsPutAndGot(Client http) {
        byte[] object = new byte[LARGE];
        new Random(7).nextBytes(object);
        server.on(
                "/bucket/large",
                (request, wire) ->
                        wire.respond("200 OK", "ETag: \"1\"", request.method().equals("GET") ? object : new byte[0]));
        Use transfer = session -> {
            try (S3AsyncClient client = configured(S3AsyncClient.builder())
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(true)
                            .chunkedEncodingEnabled(false)
                            .build())
                    .httpClient(VcrSdkAsyncHttpClient.of(session, http.create()))
                    .build()) {
                client.putObject(put -> put.bucket("bucket").key("large"), AsyncRequestBody.fromBytes(object))
                        .join();
                BytesWrapper got = client.getObject(
                                get -> get.bucket("bucket").key("large"), AsyncResponseTransformer.toBytes())
                        .join();
                assertThat(got.asByteArrayUnsafe()).isEqualTo(object);
            }
        };

        Report recorded = run(vcr, transfer);
        server.close();

        assertThat(recorded.counts().recorded()).isEqualTo(2);
        assertThat(run(none(), transfer).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void operationsWithEqualBodiesHaveTheirOwnAnswersInAnyOrder() {
        server.on(
                "/",
                (request, wire) -> wire.respond(
                        "200 OK",
                        "Content-Type: application/x-amz-json-1.0\nX-Operation: "
                                + request.headers().first("X-Amz-Target").orElseThrow(),
                        "{}"));
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        List<String> live = new ArrayList<>(Collections.nCopies(10, ""));
        List<String> replayed = new ArrayList<>(Collections.nCopies(10, ""));

        run(vcr, session -> operations(session, order, live));
        server.close();
        Collections.shuffle(order, new Random(11));
        Report report = run(none(), session -> operations(session, order, replayed));

        assertThat(live).doesNotHaveDuplicates();
        assertThat(replayed).isEqualTo(live);
        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    private void operations(Session session, List<Integer> order, List<String> answers) {
        try (DynamoDbClient dynamo = configured(DynamoDbClient.builder())
                        .httpClient(VcrSdkHttpClient.of(session, Apache5HttpClient.create()))
                        .build();
                SqsClient sqs = configured(SqsClient.builder())
                        .httpClient(VcrSdkHttpClient.of(session, Apache5HttpClient.create()))
                        .build()) {
            String queue = server.url("/");
            List<Function<String, AwsResponse>> operations = List.of(
                    table -> dynamo.describeTable(request -> request.tableName(table)),
                    table -> dynamo.deleteTable(request -> request.tableName(table)),
                    table -> dynamo.describeContinuousBackups(request -> request.tableName(table)),
                    table -> dynamo.describeTimeToLive(request -> request.tableName(table)),
                    table -> dynamo.describeContributorInsights(request -> request.tableName(table)),
                    table -> sqs.listQueueTags(request -> request.queueUrl(queue)),
                    table -> sqs.listDeadLetterSourceQueues(request -> request.queueUrl(queue)),
                    table -> sqs.purgeQueue(request -> request.queueUrl(queue)),
                    table -> sqs.deleteQueue(request -> request.queueUrl(queue)),
                    table -> sqs.getQueueAttributes(request -> request.queueUrl(queue)));
            for (int i : order) {
                answers.set(
                        i,
                        operations
                                .get(i)
                                .apply("orders")
                                .sdkHttpResponse()
                                .firstMatchingHeader("X-Operation")
                                .orElseThrow());
            }
        }
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder) {
        return builder.region(Region.US_EAST_1)
                .endpointOverride(URI.create(server.url("")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
    }

    /** Calls in a session. */
    private interface Use {
        void with(Session session);
    }

    private Vcr none() {
        return vcr.toBuilder().mode(RecordMode.NONE).build();
    }

    private static Report run(Vcr configured, Use use) {
        Session session = configured.open("services");
        try {
            use.with(session);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
