package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.codec.CassetteCodec;
import io.vcr.spi.CassetteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An upload far over the limit: the server gets all of it, and the cassette holds its digest. */
@Tag("slow")
class LargeRequestTest {

    private static final int SMALL = 2_000;

    private final TransportFixture fixture = new TransportFixture();
    private final byte[] file = new byte[24 << 20];

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
    void uploadOf24MegabytesIsReplayedFromItsDigest() throws Exception {
        List<String> seen = new ArrayList<>();
        fixture.record(client ->
                seen.add(TransportFixture.call(client, upload(file)).body().utf8()));
        Report report = fixture.replay(client ->
                seen.add(TransportFixture.call(client, upload(file)).body().utf8()));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(seen).containsExactly("24 MB", "24 MB");
        assertThat(CassetteCodec.YAML.encode(fixture.persister
                        .load(CassetteId.of(TransportFixture.CASSETTE))
                        .orElseThrow()))
                .hasSizeLessThan(SMALL);
    }

    /** Has another boundary each time. */
    private Request upload(byte[] content) {
        return fixture.get("/upload")
                .newBuilder()
                .post(new MultipartBody.Builder()
                        .setType(MultipartBody.FORM)
                        .addFormDataPart(
                                "file", "file.bin", RequestBody.create(content, MediaType.get("application/zip")))
                        .build())
                .build();
    }
}
