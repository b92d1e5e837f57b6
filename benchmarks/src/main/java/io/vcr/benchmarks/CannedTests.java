package io.vcr.benchmarks;

import okhttp3.OkHttpClient;

/** Tests with responses of an interceptor: the lower limit. */
final class CannedTests extends ChatTests {

    private static final ChatClient CLIENT = new ChatClient(
            new OkHttpClient.Builder().addInterceptor(CannedChat::okHttp).build(), ChatText.URL);

    @Override
    ChatClient client() {
        return CLIENT;
    }
}
