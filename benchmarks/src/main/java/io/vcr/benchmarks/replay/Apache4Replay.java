package io.vcr.benchmarks.replay;

import io.vcr.apache4.VcrHttpClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpVersion;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.message.BasicHttpResponse;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 4.5. */
public class Apache4Replay extends ClientReplay {

    private static final ContentType JSON = ContentType.parse(ChatText.JSON);

    public Apache4Replay() {
        super(
                session -> call(VcrHttpClient.of(session, HttpClients.createDefault())),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(CloseableHttpClient client) {
        return () -> {
            try (CloseableHttpResponse response = client.execute(post())) {
                return EntityUtils.toByteArray(response.getEntity());
            }
        };
    }

    static HttpPost post() {
        HttpPost request = new HttpPost(ChatText.URL);
        request.setEntity(new ByteArrayEntity(SENT, JSON));
        return request;
    }

    private static final class CannedClient extends CloseableHttpClient {

        private final UnaryOperator<byte[]> answers;

        CannedClient(UnaryOperator<byte[]> answers) {
            this.answers = answers;
        }

        @Override
        protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest request, @Nullable HttpContext context)
                throws IOException {
            byte[] sent = EntityUtils.toByteArray(((HttpEntityEnclosingRequest) request).getEntity());
            CannedResponse response = new CannedResponse();
            response.setEntity(new ByteArrayEntity(answers.apply(sent), JSON));
            return response;
        }

        @Override
        @Deprecated
        public org.apache.http.params.HttpParams getParams() {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static final class CannedResponse extends BasicHttpResponse implements CloseableHttpResponse {

        CannedResponse() {
            super(HttpVersion.HTTP_1_1, 200, "OK");
        }

        @Override
        public void close() {}
    }
}
