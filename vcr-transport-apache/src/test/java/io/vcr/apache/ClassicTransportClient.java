package io.vcr.apache;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.Cookie;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.util.Timeout;

/** The classic client as the contract of transports sees it. Thread-safe. */
final class ClassicTransportClient implements TransportClient {

    /** Parallel tests open all their responses before they read one: with 5 connections a host they would wait for ever. */
    private static final int MANY = 500;

    private final CloseableHttpClient client;
    private final CookieStore cookies;

    private ClassicTransportClient(CloseableHttpClient client, CookieStore cookies) {
        this.client = client;
        this.cookies = cookies;
    }

    @Override
    public Optional<Set<String>> cookies() {
        return Optional.of(names(cookies));
    }

    static Set<String> names(CookieStore cookies) {
        return cookies.getCookies().stream().map(Cookie::getName).collect(Collectors.toSet());
    }

    static TransportClient of(Attachment attachment) {
        CookieStore cookies = new BasicCookieStore();
        HttpClientBuilder builder = HttpClients.custom()
                .setDefaultCookieStore(cookies)
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(MANY)
                        .setMaxConnTotal(MANY)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofSeconds(30))
                        .build());
        if (attachment instanceof Attachment.Explicit explicit) {
            VcrExecInterceptor.of(explicit.session()).attachTo(builder);
        } else if (attachment instanceof Attachment.Ambient) {
            VcrExecInterceptor.ambient().attachTo(builder);
        }
        return new ClassicTransportClient(builder.build(), cookies);
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(given.method(), URI.create(given.url()));
        addHeaders(request, given);
        if (given.upload() != null) {
            request.setEntity(new UploadEntity(given.upload()));
        }
        HttpClientContext context = HttpClientContext.create();
        return new ClassicExchange(request, client.executeOpen(null, request, context), context);
    }

    static void addHeaders(HttpMessage request, ClientRequest given) {
        for (int i = 0; i < given.headers().size(); i++) {
            request.addHeader(given.headers().name(i), given.headers().value(i));
        }
    }

    /** What an application sees of a response, as it is. */
    static HttpResponse head(org.apache.hc.core5.http.HttpResponse response) {
        io.vcr.http.Headers.Builder headers = io.vcr.http.Headers.builder();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        return new HttpResponse(response.getCode(), response.getReasonPhrase(), headers.build(), Body.EMPTY);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private record ClassicExchange(HttpUriRequestBase request, ClassicHttpResponse response, HttpClientContext context)
            implements Exchange {

        @Override
        public List<String> urls() {
            List<String> urls = new ArrayList<>();
            urls.add(request.getRequestUri());
            if (context.getRedirectLocations() != null) {
                context.getRedirectLocations().getAll().forEach(uri -> urls.add(uri.toString()));
            }
            urls.add(context.getRequest().getRequestUri());
            return urls;
        }

        @Override
        public HttpResponse head() {
            return ClassicTransportClient.head(response);
        }

        @Override
        public InputStream body() throws IOException {
            return response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
        }

        @Override
        public void cancel() {
            request.cancel();
        }

        /** HttpClient reads on when a response is closed, for ever if need be: an application that has enough cancels. */
        @Override
        public void close() throws IOException {
            CompletableFuture<Void> patience = CompletableFuture.runAsync(
                    request::cancel, CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS));
            try {
                response.close();
            } catch (IOException e) {
                if (!request.isCancelled()) {
                    throw e;
                }
            } finally {
                patience.cancel(false);
            }
        }
    }

    private static final class UploadEntity extends AbstractHttpEntity {

        private final Upload upload;

        UploadEntity(Upload upload) {
            super(upload.contentType(), null);
            this.upload = upload;
        }

        @Override
        public boolean isRepeatable() {
            return upload.isRepeatable();
        }

        @Override
        public long getContentLength() {
            return upload.length();
        }

        @Override
        public InputStream getContent() throws IOException {
            return upload.open();
        }

        @Override
        public boolean isStreaming() {
            return !upload.isRepeatable();
        }

        @Override
        public void close() {}
    }
}
