package io.vcr.examples.sdk;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** What LangChain4j asks of an HTTP client, on OkHttp, which has an adapter: the JDK's client, its default, has none. */
record LangChainHttp(OkHttpClient http) implements HttpClientBuilder, HttpClient {

    @Override
    public HttpClient build() {
        return this;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        try (Response response = http.newCall(okHttp(request)).execute()) {
            return successful(response).body(response.body().string()).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        http.newCall(okHttp(request)).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                listener.onError(e);
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    listener.onOpen(successful(response).build());
                    parser.parse(response.body().byteStream(), listener);
                    listener.onClose();
                } catch (IOException | RuntimeException e) {
                    listener.onError(e);
                }
            }
        });
    }

    private static Request okHttp(HttpRequest request) {
        Request.Builder builder = new Request.Builder().url(request.url());
        request.headers().forEach((name, values) -> values.forEach(value -> builder.addHeader(name, value)));
        return builder.method(request.method().name(), RequestBody.create(request.body(), null))
                .build();
    }

    private static SuccessfulHttpResponse.Builder successful(Response response) throws IOException {
        if (!response.isSuccessful()) {
            throw new HttpException(response.code(), response.body().string());
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.code())
                .headers(response.headers().toMultimap());
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofMillis(http.connectTimeoutMillis());
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return new LangChainHttp(http.newBuilder().connectTimeout(timeout).build());
    }

    @Override
    public Duration readTimeout() {
        return Duration.ofMillis(http.readTimeoutMillis());
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return new LangChainHttp(http.newBuilder().readTimeout(timeout).build());
    }
}
