package io.vcr.benchmarks.peer;

import com.cariochi.recordo.mockserver.RecordoMockServer;
import com.cariochi.recordo.mockserver.interceptors.RecordoInterceptor;
import com.cariochi.recordo.mockserver.interceptors.apache.ApacheRecordoInterceptor;
import com.cariochi.recordo.mockserver.interceptors.okhttp.OkhttpRecordoInterceptor;
import io.vcr.benchmarks.work.ApacheChat;
import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/**
 * recordo with a single recording. It compares the next request only with the next recording, so there is no look-up.
 * It starts again only in a new test, so its state is reset from outside.
 */
public final class RecordoPeer implements Peer {

    /** An HTTP client with the interceptor of recordo, and below it one that replaces the network. */
    private interface Client {
        byte[] ask(byte[] body) throws IOException;
    }

    private final Client client;
    private final Path file;
    private final List<?> played;

    private RecordoPeer(RecordoInterceptor interceptor, Client client)
            throws IOException, ReflectiveOperationException {
        this.client = client;
        this.file = Files.createTempDirectory("bench").resolve("recordo.json");
        try (RecordoMockServer recording = new RecordoMockServer(interceptor, relative(file))) {
            client.ask(ChatText.requestBytes(0));
        }
        this.played = played(new RecordoMockServer(interceptor, relative(file)));
    }

    /** A path relative to the working directory, as recordo requires; see {@code recordo.properties}. */
    public static String relative(Path file) {
        return Path.of("").toAbsolutePath().relativize(file).toString();
    }

    private static List<?> played(RecordoMockServer server) throws ReflectiveOperationException {
        Field played = RecordoMockServer.class.getDeclaredField("actualMocks");
        played.setAccessible(true);
        return (List<?>) played.get(server);
    }

    static RecordoPeer overOkHttp() throws IOException, ReflectiveOperationException {
        OkhttpRecordoInterceptor interceptor = new OkhttpRecordoInterceptor();
        ChatClient client = new ChatClient(
                new OkHttpClient.Builder()
                        .addInterceptor(interceptor)
                        .addInterceptor(CannedChat::okHttp)
                        .build(),
                ChatText.URL);
        return new RecordoPeer(interceptor, client::ask);
    }

    static RecordoPeer overApache() throws IOException, ReflectiveOperationException {
        ApacheRecordoInterceptor interceptor = new ApacheRecordoInterceptor();
        CloseableHttpClient client = HttpClients.custom()
                .addExecInterceptorBefore(ChainElement.REDIRECT.name(), "recordo", interceptor)
                .addExecInterceptorAfter("recordo", "canned", ApacheChat::canned)
                .build();
        return new RecordoPeer(interceptor, body -> ApacheChat.ask(client, body));
    }

    @Override
    public byte[] ask(byte[] body) throws IOException {
        played.clear();
        return client.ask(body);
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
        Files.delete(file.resolveSibling(""));
    }
}
