package io.vcr.benchmarks.suite;

import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import okhttp3.OkHttpClient;

/** Tests with responses of an interceptor: the lower limit. */
public final class CannedTests extends ChatTests {

    private static final ChatClient CLIENT = new ChatClient(
            new OkHttpClient.Builder().addInterceptor(CannedChat::okHttp).build(), ChatText.URL);

    @Override
    ChatClient client() {
        return CLIENT;
    }
}
