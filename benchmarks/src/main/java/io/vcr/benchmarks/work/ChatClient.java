package io.vcr.benchmarks.work;

import java.io.IOException;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Asks for chat completions with OkHttp. */
public record ChatClient(OkHttpClient http, String url) {

    private static final MediaType JSON = MediaType.get(ChatText.JSON);

    public byte[] ask(byte[] body) throws IOException {
        Request request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(body, JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            return Objects.requireNonNull(response.body()).bytes();
        }
    }
}
