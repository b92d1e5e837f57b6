package io.vcr.benchmarks.work;

import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** An OkHttp interceptor that returns the first chat completion for any request. */
public final class CannedChat {

    private static final MediaType JSON = MediaType.get(ChatText.JSON);
    private static final byte[] ANSWER = ChatText.responseBytes(0);

    private CannedChat() {}

    public static byte[] answer() {
        return ANSWER.clone();
    }

    public static Response okHttp(Interceptor.Chain chain) {
        return okHttp(chain, ANSWER);
    }

    public static Response okHttp(Interceptor.Chain chain, byte[] answer) {
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .body(ResponseBody.create(answer, JSON))
                .build();
    }
}
