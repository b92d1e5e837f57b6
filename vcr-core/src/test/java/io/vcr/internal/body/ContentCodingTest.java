package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class ContentCodingTest {

    /** Its native memory would stay until a garbage collection, which a few large objects do not cause. */
    @Test
    void theInflaterIsEndedWithItsStream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes)) {
            deflated.write("text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Inflater inflater = new Inflater();

        try (InputStream inflated = ContentCoding.inflated(Body.of(bytes.toByteArray()), inflater)) {
            assertThat(inflated).hasContent("text");
        }

        assertThatThrownBy(inflater::getBytesRead).hasMessageContaining("closed");
    }
}
