package io.vcr.benchmarks.suite;

import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import okhttp3.OkHttpClient;

/** Tests with responses of this library, recorded from the interceptor below it. */
@UseCassette
public final class ReplayedTests extends ChatTests {

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
