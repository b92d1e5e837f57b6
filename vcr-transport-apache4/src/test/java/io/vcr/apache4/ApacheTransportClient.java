package io.vcr.apache4;

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
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.apache.http.Header;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.entity.AbstractHttpEntity;
import org.apache.http.impl.client.CloseableHttpClient;

/** A client as the contract of transports sees it. Thread-safe. */
final class ApacheTransportClient implements TransportClient {

    private static final RequestConfig PATIENT =
            RequestConfig.custom().setSocketTimeout(30_000).build();

    private final CloseableHttpClient client;

    private ApacheTransportClient(CloseableHttpClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment, CloseableHttpClient client) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return new ApacheTransportClient(VcrHttpClient.of(explicit.session(), client));
        }
        return new ApacheTransportClient(
                attachment instanceof Attachment.Ambient ? VcrHttpClient.ambient(client) : client);
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpRequestBase request = request(given);
        request.setConfig(PATIENT);
        HttpClientContext context = HttpClientContext.create();
        return new ApacheExchange(request, client.execute(request, context), context);
    }

    static HttpRequestBase request(ClientRequest given) {
        HttpRequestBase request = request(given.method(), given.upload());
        request.setURI(URI.create(given.url()));
        for (int i = 0; i < given.headers().size(); i++) {
            request.addHeader(given.headers().name(i), given.headers().value(i));
        }
        return request;
    }

    private static HttpRequestBase request(String method, Upload upload) {
        if (upload == null) {
            return new HttpRequestBase() {
                @Override
                public String getMethod() {
                    return method;
                }
            };
        }
        HttpEntityEnclosingRequestBase request = new HttpEntityEnclosingRequestBase() {
            @Override
            public String getMethod() {
                return method;
            }
        };
        request.setEntity(new UploadEntity(upload));
        return request;
    }

    static HttpResponse head(org.apache.http.HttpResponse response) {
        Headers.Builder headers = Headers.builder();
        for (Header header : response.getAllHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        return new HttpResponse(
                response.getStatusLine().getStatusCode(),
                response.getStatusLine().getReasonPhrase(),
                headers.build(),
                Body.EMPTY);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private record ApacheExchange(HttpRequestBase request, CloseableHttpResponse response, HttpClientContext context)
            implements Exchange {

        @Override
        public List<String> urls() {
            String last = context.getTargetHost()
                    + context.getRequest().getRequestLine().getUri();
            return List.of(last);
        }

        @Override
        public HttpResponse head() {
            return ApacheTransportClient.head(response);
        }

        @Override
        public InputStream body() throws IOException {
            return response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
        }

        @Override
        public void cancel() {
            request.abort();
        }

        @Override
        public void close() throws IOException {
            response.close();
        }
    }

    private static final class UploadEntity extends AbstractHttpEntity {

        private final Upload upload;

        UploadEntity(Upload upload) {
            this.upload = upload;
            setContentType(upload.contentType());
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
        public void writeTo(OutputStream target) throws IOException {
            try (InputStream in = getContent()) {
                in.transferTo(target);
            }
        }

        @Override
        public boolean isStreaming() {
            return !upload.isRepeatable();
        }
    }
}
