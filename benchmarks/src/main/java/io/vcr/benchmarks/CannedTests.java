package io.vcr.benchmarks;

import okhttp3.OkHttpClient;

/** An interceptor answers: the limit. */
final class CannedTests extends ChatTests {

    private static final ChatClient CLIENT = new ChatClient(
            new OkHttpClient.Builder().addInterceptor(CannedChat::okHttp).build(), ChatText.URL);

    @Override
    ChatClient client() {
        return CLIENT;
    }
}
