package io.vcr.benchmarks.replay;

import io.vcr.aws.VcrSdkHttpClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The blocking HTTP client of the AWS SDK, below the clients of services. */
public class AwsReplay extends ClientReplay {

    public AwsReplay() {
        super(
                session -> call(VcrSdkHttpClient.of(session, new CannedClient(UnaryOperator.identity()))),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(SdkHttpClient client) {
        return () -> {
            HttpExecuteRequest request = HttpExecuteRequest.builder()
                    .request(head())
                    .contentStreamProvider(() -> new ByteArrayInputStream(SENT))
                    .build();
            try (InputStream body =
                    client.prepareRequest(request).call().responseBody().orElseThrow()) {
                return body.readAllBytes();
            }
        };
    }

    static SdkHttpRequest head() {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(ChatText.URL))
                .putHeader("Content-Type", ChatText.JSON)
                .build();
    }

    static SdkHttpResponse ok() {
        return SdkHttpResponse.builder()
                .statusCode(200)
                .statusText("OK")
                .putHeader("Content-Type", ChatText.JSON)
                .build();
    }

    private record CannedClient(UnaryOperator<byte[]> answers) implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new CannedCall(request, answers);
        }

        @Override
        public void close() {}
    }

    private record CannedCall(HttpExecuteRequest request, UnaryOperator<byte[]> answers)
            implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            byte[] sent =
                    request.contentStreamProvider().orElseThrow().newStream().readAllBytes();
            return HttpExecuteResponse.builder()
                    .response(ok())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answers.apply(sent))))
                    .build();
        }

        @Override
        public void abort() {}
    }
}
