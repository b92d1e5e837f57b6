package io.vcr.okhttp;

import static io.vcr.okhttp.FlowFixture.field;
import static io.vcr.okhttp.FlowFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links that are signed anew in each run lead to the same recording. */
class SignedUrlFlowsTest {

    /** Who signs, and with which parameters: {@code %1$s} is a time, {@code %2$s} a secret. */
    enum Signer {
        S3("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%2$s%%2Feu-west-1&X-Amz-Date=%1$s&X-Amz-Expires=3600"
                + "&X-Amz-SignedHeaders=host&X-Amz-Signature=%2$s"),
        S3_VERSION_2("AWSAccessKeyId=%2$s&Expires=%1$s&Signature=%2$s"),
        GOOGLE("X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=%2$s&X-Goog-Date=%1$s&X-Goog-Expires=900"
                + "&X-Goog-SignedHeaders=host&X-Goog-Signature=%2$s"),
        GOOGLE_VERSION_2("GoogleAccessId=reader%%40example.iam.gserviceaccount.com&Expires=%1$s&Signature=%2$s"),
        AZURE("sv=2024-11-04&st=%1$s&se=%1$s&sr=b&sp=r&sig=%2$s%%3D"),
        CLOUDFRONT("Expires=%1$s&Signature=%2$s__&Key-Pair-Id=%2$s"),
        CLOUDFRONT_WITH_POLICY("Policy=%2$s_&Signature=%2$s__&Key-Pair-Id=%2$s");

        private final String parameters;

        Signer(String parameters) {
            this.parameters = parameters;
        }

        String query(String secret, long time) {
            return parameters.formatted(time, secret);
        }
    }

    @TempDir
    private Path directory;

    private FlowFixture flows;
    private final AtomicInteger seconds = new AtomicInteger();

    @BeforeEach
    void start() {
        flows = new FlowFixture(directory);
        flows.server.on(
                "/bucket/a%20file.txt",
                (request, wire) -> wire.respond(
                        "200 OK", "", request.target().replaceFirst(".*version=(\\d+).*", "content of version $1")));
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private String signed(Signer signer, int version) {
        long time = Instant.now().plusSeconds(seconds.addAndGet(60)).getEpochSecond();
        return flows.server.url("/bucket/a%20file.txt?version=" + version + "&" + signer.query(flows.mint(), time));
    }

    @ParameterizedTest
    @EnumSource
    void linksThatTheServerSigns(Signer signer) throws Exception {
        flows.server.on(
                "/links",
                (request, wire) -> wire.respond("200 OK", "Content-Type: application/json", """
                {"first":"%s","second":"%s"}""".formatted(
                                signed(signer, 1), signed(signer, 2).replace("&", "\\u0026"))));

        String cassette = flows.bothWays((client, password) -> {
            String links = text(client, flows.to("/links").header("X-Api-Key", password));
            return text(client, flows.to("/").url(field(links, "second").replace("\\u0026", "&")))
                    + text(client, flows.to("/").url(field(links, "first")));
        });

        assertThat(cassette).contains("content of version 1", "content of version 2", "version=1");
    }

    @ParameterizedTest
    @EnumSource
    void linksThatTheClientSigns(Signer signer) throws Exception {
        flows.bothWays((client, password) -> text(client, flows.to("/").url(signed(signer, 1)))
                + text(client, flows.to("/").url(signed(signer, 2))));
    }

    @ParameterizedTest
    @EnumSource
    void linksThatTheServerRedirectsTo(Signer signer) throws Exception {
        flows.server.on(
                "/download", (request, wire) -> wire.respond("302 Found", "Location: " + signed(signer, 3), ""));

        flows.bothWays((client, password) -> text(client, flows.to("/download").header("X-Api-Key", password)));
    }
}
