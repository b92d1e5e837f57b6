package io.vcr.benchmarks.work;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Chat completions through HttpClient, classic. */
public final class ApacheChat {

    private static final byte[] ANSWER = ChatText.responseBytes(0);

    private ApacheChat() {}

    /** An exec interceptor that returns the first chat completion for any request. */
    public static ClassicHttpResponse canned(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
        return answer(ANSWER);
    }

    public static ClassicHttpResponse answer(byte[] body) {
        ClassicHttpResponse response = new BasicClassicHttpResponse(200, "OK");
        response.setVersion(HttpVersion.HTTP_1_1);
        response.setEntity(new ByteArrayEntity(body, ContentType.parse(ChatText.JSON)));
        return response;
    }

    /** Asks for a chat completion with HttpClient. */
    public static byte[] ask(CloseableHttpClient client, byte[] body) throws IOException {
        HttpPost request = new HttpPost(ChatText.URL);
        request.setEntity(new ByteArrayEntity(body, ContentType.parse(ChatText.JSON)));
        return client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
    }
}
