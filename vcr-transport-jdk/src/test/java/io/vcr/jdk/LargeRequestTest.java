package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.codec.CassetteCodec;
import io.vcr.spi.CassetteId;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An upload far over the limit: the server gets all of it, and the cassette holds its digest. */
@Tag("slow")
class LargeRequestTest {

    private static final int SMALL = 2_000;

    private final JdkFixture fixture = new JdkFixture();
    private final byte[] file = new byte[50 << 20];

    LargeRequestTest() {
        new Random(50).nextBytes(file);
        fixture.server.on(
                "/upload",
                (request, wire) -> wire.respond(
                        "200 OK", "Content-Type: text/plain", (request.body().length() >> 20) + " MB"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void uploadOf50MegabytesIsReplayedFromItsDigest() throws Exception {
        List<String> seen = new ArrayList<>();
        Report report = fixture.bothWays(client ->
                seen.add(client.send(upload(file), BodyHandlers.ofString()).body()));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(seen).containsExactly("50 MB", "50 MB");
        assertThat(CassetteCodec.YAML.encode(fixture.persister
                        .load(CassetteId.of(JdkFixture.CASSETTE))
                        .orElseThrow()))
                .hasSizeLessThan(SMALL);
    }

    @Test
    void otherUploadOfTheSameLengthIsRefused() throws Exception {
        fixture.record(client -> client.send(upload(file), BodyHandlers.ofString()));
        file[file.length / 2]++;
        Report report = fixture.replay(client -> client.send(upload(file), BodyHandlers.ofString()));

        assertThat(report.refusals()).singleElement().asString().contains("differs in  body", "bytes with SHA-256");
    }

    private HttpRequest upload(byte[] content) {
        return HttpRequest.newBuilder(fixture.uri("/upload"))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(content))
                .build();
    }
}
