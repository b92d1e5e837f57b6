package io.vcr.benchmarks;

import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import okhttp3.OkHttpClient;

/** This library answers, once it has recorded what the interceptor below it says. */
@UseCassette
final class ReplayedTests extends ChatTests {

    private static final ChatClient CLIENT = new ChatClient(
            new OkHttpClient.Builder()
                    .addInterceptor(VcrInterceptor.ambient())
                    .addInterceptor(CannedChat::okHttp)
                    .build(),
            ChatText.URL);

    @Override
    ChatClient client() {
        return CLIENT;
    }
}
