package io.vcr.benchmarks.suite;

import com.cariochi.recordo.mockserver.RecordoMockServer;
import com.cariochi.recordo.mockserver.interceptors.okhttp.OkhttpRecordoInterceptor;
import io.vcr.benchmarks.peer.RecordoPeer;
import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests with responses of recordo, recorded from the interceptor below it. It formats JSON again, so the bytes differ.
 */
public final class RecordoTests extends ChatTests {

    /** The system property with the file. */
    public static final String FILE = "recordo.file";

    private static final OkhttpRecordoInterceptor RECORDO = new OkhttpRecordoInterceptor();
    private static final ChatClient CLIENT = new ChatClient(
            new OkHttpClient.Builder()
                    .addInterceptor(RECORDO)
                    .addInterceptor(CannedChat::okHttp)
                    .build(),
            ChatText.URL);

    private final RecordoMockServer server =
            new RecordoMockServer(RECORDO, RecordoPeer.relative(Path.of(System.getProperty(FILE))));

    @BeforeEach
    void begin() {
        RECORDO.init(server);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Override
    boolean isRight(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8).contains("chatcmpl-0");
    }

    @Override
    ChatClient client() {
        return CLIENT;
    }
}
