package io.vcr.okhttp;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

/** OkHttp as the contract of transports sees it, with {@code execute} or {@code enqueue}. Thread-safe. */
final class OkHttpTransportClient implements TransportClient {

    private final OkHttpClient client;
    private final boolean enqueues;

    private OkHttpTransportClient(OkHttpClient client, boolean enqueues) {
        this.client = client;
        this.enqueues = enqueues;
    }

    static TransportClient of(OkHttpClient given, Attachment attachment, boolean enqueues) {
        OkHttpClient client = given.newBuilder().cookieJar(new Jar()).build();
        return new OkHttpTransportClient(attached(client, attachment, enqueues), enqueues);
    }

    private static OkHttpClient attached(OkHttpClient client, Attachment attachment, boolean withJar) {
        if (attachment instanceof Attachment.Explicit explicit) {
            VcrInterceptor vcr = VcrInterceptor.of(explicit.session());
            return withJar
                    ? vcr.attachTo(client)
                    : client.newBuilder()
                            .addInterceptor(vcr)
                            .cookieJar(CookieJar.NO_COOKIES)
                            .build();
        }
        return attachment instanceof Attachment.Ambient
                ? VcrInterceptor.ambient().attachTo(client)
                : client;
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        Call call = client.newCall(request(request));
        CompletableFuture<Response> response = new CompletableFuture<>();
        if (enqueues) {
            enqueue(call, response);
        } else {
            response.complete(call.execute());
        }
        return new OkHttpExchange(call, response);
    }

    private static void enqueue(Call call, CompletableFuture<Response> response) {
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                response.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response answer) {
                response.complete(answer);
            }
        });
    }

    /** Keeps cookies and sends none. */
    private static final class Jar implements CookieJar {

        private final Set<String> names = ConcurrentHashMap.newKeySet();

        @Override
        public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
            cookies.forEach(cookie -> names.add(cookie.name()));
        }

        @Override
        public List<Cookie> loadForRequest(HttpUrl url) {
            return List.of();
        }
    }

    @Override
    public Optional<Set<String>> cookies() {
        return client.cookieJar() instanceof Jar jar && enqueues ? Optional.of(jar.names) : Optional.empty();
    }

    private static Request request(ClientRequest request) {
        Request.Builder builder = new Request.Builder().url(request.url());
        for (int i = 0; i < request.headers().size(); i++) {
            builder.addHeader(request.headers().name(i), request.headers().value(i));
        }
        Upload upload = request.upload();
        return builder.method(request.method(), upload == null ? null : body(upload))
                .build();
    }

    private static RequestBody body(Upload upload) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get(upload.contentType());
            }

            @Override
            public long contentLength() {
                return upload.length();
            }

            @Override
            public boolean isOneShot() {
                return !upload.isRepeatable();
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                try (Source source = Okio.source(upload.open())) {
                    sink.writeAll(source);
                }
            }
        };
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private record OkHttpExchange(Call call, CompletableFuture<Response> response) implements Exchange {

        private Response arrived() throws IOException {
            try {
                return response.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw (IOException) e.getCause();
            } catch (InterruptedException | TimeoutException e) {
                throw new IOException("No response arrives", e);
            }
        }

        @Override
        public HttpResponse head() throws IOException {
            Headers.Builder headers = Headers.builder();
            arrived().headers().forEach(field -> headers.add(field.getFirst(), field.getSecond()));
            return new HttpResponse(arrived().code(), arrived().message(), headers.build(), Body.EMPTY);
        }

        @Override
        public List<String> urls() throws IOException {
            List<String> urls = new ArrayList<>();
            for (Response each = arrived(); each != null; each = each.priorResponse()) {
                urls.add(0, each.request().method() + " " + each.request().url());
            }
            return urls;
        }

        @Override
        public InputStream body() throws IOException {
            return arrived().body().byteStream();
        }

        @Override
        public void cancel() {
            call.cancel();
        }

        @Override
        public void close() {
            response.thenAccept(Response::close);
        }
    }
}
