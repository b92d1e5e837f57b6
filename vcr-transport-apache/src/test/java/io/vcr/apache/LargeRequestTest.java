package io.vcr.apache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.codec.CassetteCodec;
import io.vcr.spi.CassetteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An upload far over the limit: the server gets all of it, and the cassette holds its digest. */
@Tag("slow")
class LargeRequestTest {

    private static final int SMALL = 2_000;

    private final ApacheFixture fixture = new ApacheFixture();
    private final byte[] file = new byte[50 << 20];

    LargeRequestTest() {
        new Random(50).nextBytes(file);
        fixture.server.on(
                "/upload",
                (request, wire) -> wire.respond(
                        "200 OK", "Content-Type: text/plain", (request.body().length() >> 20) + " MB"));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void uploadOf50MegabytesIsReplayedFromItsDigest() throws Exception {
        List<String> seen = new ArrayList<>();
        fixture.record(
                client -> seen.add(ApacheFixture.call(client, upload(file)).body()));
        Report report = fixture.replay(
                client -> seen.add(ApacheFixture.call(client, upload(file)).body()));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(seen).containsExactly("50 MB", "50 MB");
        assertThat(CassetteCodec.YAML.encode(fixture.persister
                        .load(CassetteId.of(ApacheFixture.CASSETTE))
                        .orElseThrow()))
                .hasSizeLessThan(SMALL);
    }

    @Test
    void otherUploadOfTheSameLengthIsRefused() throws Exception {
        fixture.record(client -> ApacheFixture.call(client, upload(file)));
        file[file.length / 2]++;
        Report report = fixture.replay(client -> ApacheFixture.call(client, upload(file)));

        assertThat(report.refusals()).singleElement().asString().contains("differs in  body", "bytes with SHA-256");
    }

    /** Has another boundary each time, and of another length. */
    private ClassicHttpRequest upload(byte[] content) {
        return fixture.post("/upload")
                .setEntity(MultipartEntityBuilder.create()
                        .addBinaryBody("file", content, ContentType.APPLICATION_OCTET_STREAM, "file.bin")
                        .build())
                .build();
    }
}
