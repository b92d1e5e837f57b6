package io.vcr.okhttp;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import java.time.Duration;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class OkHttpTransportContractTest {

    @BeforeAll
    static void sayWhichVersionRuns() throws ReflectiveOperationException {
        // By reflection, because the compiler copies the constant of the version that it sees.
        System.out.println("OkHttp " + OkHttp.class.getField("VERSION").get(null));
    }

    private static OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30));
    }

    @Nested
    class Execute extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(builder().build(), attachment, false);
        }
    }

    @Nested
    class Enqueue extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(builder().build(), attachment, true);
        }
    }
}
