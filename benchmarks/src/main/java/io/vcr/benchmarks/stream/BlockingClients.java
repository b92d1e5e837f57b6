package io.vcr.benchmarks.stream;

import com.anthropic.backends.Backend;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpMethod;
import io.vcr.Session;
import io.vcr.anthropic.VcrAnthropicInterceptor;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.aws.VcrSdkHttpClient;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spring.VcrClientInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.function.IntConsumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** The clients whose response is a stream of bytes. */
final class BlockingClients {

    private BlockingClients() {}

    record OverOkHttp(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException {
            OkHttpClient.Builder client = new OkHttpClient.Builder();
            if (session != null) {
                client.addInterceptor(VcrInterceptor.of(session));
            }
            Request request = new Request.Builder().url(url).build();
            try (Response response = client.build().newCall(request).execute()) {
                StreamedClient.read(Objects.requireNonNull(response.body()).byteStream(), arrived);
            }
        }
    }

    record OverApache(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException {
            HttpClientBuilder builder = HttpClients.custom();
            if (session != null) {
                VcrExecInterceptor.of(session).attachTo(builder);
            }
            try (CloseableHttpClient client = builder.build()) {
                client.execute(new HttpGet(url), response -> {
                    StreamedClient.read(response.getEntity().getContent(), arrived);
                    return response.getCode();
                });
            }
        }
    }

    record OverApache4(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException {
            org.apache.http.impl.client.CloseableHttpClient bare =
                    org.apache.http.impl.client.HttpClients.createDefault();
            try (org.apache.http.impl.client.CloseableHttpClient client =
                            session == null ? bare : io.vcr.apache4.VcrHttpClient.of(session, bare);
                    org.apache.http.client.methods.CloseableHttpResponse response =
                            client.execute(new org.apache.http.client.methods.HttpGet(url))) {
                StreamedClient.read(response.getEntity().getContent(), arrived);
            }
        }
    }

    record OverJdk(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException, InterruptedException {
            HttpClient bare = HttpClient.newHttpClient();
            HttpClient client = session == null ? bare : VcrHttpClient.of(session, bare);
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            try (InputStream body =
                    client.send(request, BodyHandlers.ofInputStream()).body()) {
                StreamedClient.read(body, arrived);
            }
        }
    }

    record OverRestClient(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) {
            RestClient.Builder builder = RestClient.builder().requestFactory(new JdkClientHttpRequestFactory());
            if (session != null) {
                builder.requestInterceptor(VcrClientInterceptor.of(session));
            }
            builder.build().get().uri(URI.create(url)).exchange((request, response) -> {
                StreamedClient.read(response.getBody(), arrived);
                return true;
            });
        }
    }

    record OverAws(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException {
            SdkHttpClient bare = Apache5HttpClient.create();
            HttpExecuteRequest request =
                    HttpExecuteRequest.builder().request(request(url)).build();
            try (SdkHttpClient client = session == null ? bare : VcrSdkHttpClient.of(session, bare);
                    InputStream body =
                            client.prepareRequest(request).call().responseBody().orElseThrow()) {
                StreamedClient.read(body, arrived);
            }
        }

        static SdkHttpRequest request(String url) {
            return SdkHttpRequest.builder()
                    .method(SdkHttpMethod.GET)
                    .uri(URI.create(url))
                    .build();
        }
    }

    record OverAnthropic(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws IOException {
            com.anthropic.core.http.HttpClient bare = com.anthropic.client.okhttp.OkHttpClient.builder()
                    .backend(new NoBackend())
                    .build();
            com.anthropic.core.http.HttpRequest request = com.anthropic.core.http.HttpRequest.builder()
                    .method(HttpMethod.GET)
                    .baseUrl(url)
                    .build();
            try (com.anthropic.core.http.HttpClient client = session == null
                            ? bare
                            : VcrAnthropicInterceptor.of(session).intercept(bare);
                    com.anthropic.core.http.HttpResponse response = client.execute(request, RequestOptions.none())) {
                StreamedClient.read(response.body(), arrived);
            }
        }
    }

    /** Sends requests as they are. */
    private static final class NoBackend implements Backend {

        @Override
        public String baseUrl() {
            return "";
        }

        @Override
        public com.anthropic.core.http.HttpRequest prepareRequest(com.anthropic.core.http.HttpRequest request) {
            return request;
        }

        @Override
        public com.anthropic.core.http.HttpRequest authorizeRequest(com.anthropic.core.http.HttpRequest request) {
            return request;
        }

        @Override
        public void close() {}
    }
}
