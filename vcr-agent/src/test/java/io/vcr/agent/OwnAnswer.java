package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.TestInfo;

/** The requests of a suite whose tests share a client. The path of each request names the cassette that it belongs to. */
final class OwnAnswer {

    private static final OkHttpClient CLIENT = new OkHttpClient();

    private OwnAnswer() {}

    static String answer(String path) {
        Request request = new Request.Builder()
                .url(System.getProperty("test.url") + "/?of=" + path)
                .build();
        try (Response response = CLIENT.newCall(request).execute()) {
            return response.body().string();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void check(String path, String body) {
        assertThat(body).isEqualTo("answer to /?of=" + path);
    }

    static void call(String path) {
        check(path, answer(path));
    }

    /** The name of a test or of a repetition, such as {@code plain} and {@code repeated-2}. */
    static String name(TestInfo test) {
        String repetition = test.getDisplayName().replaceAll("repetition (\\d+) of .*", "$1");
        return test.getTestMethod().orElseThrow().getName() + (repetition.matches("[1-9]") ? "-" + repetition : "");
    }

    /** The same name, from the id of the cassette. */
    static String name(CassetteId id) {
        String last = id.value().substring(id.value().lastIndexOf('/') + 1);
        return last.replaceAll("\\[(\\d)]", "-$1");
    }
}
