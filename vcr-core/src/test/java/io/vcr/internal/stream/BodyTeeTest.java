package io.vcr.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyTeeTest {

    private static final int LIMIT = 1 << 20;
    private static final int SEED = 7;

    /** The buffers that clients push. */
    enum Kind {
        ARRAY(buffer -> buffer),
        READ_ONLY(ByteBuffer::asReadOnlyBuffer),
        SLICE(ByteBuffer::slice),
        DIRECT(buffer -> ByteBuffer.allocateDirect(buffer.remaining())
                .put(buffer.duplicate())
                .flip());

        private final UnaryOperator<ByteBuffer> made;

        Kind(UnaryOperator<ByteBuffer> made) {
            this.made = made;
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheBytesOfPiecesOfAnySizeAndLeavesThemAsTheyAre(Kind kind) {
        BodyTee tee = new BodyTee(LIMIT);
        Random random = new Random(SEED);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int size : new int[] {1, 1023, 16 * 1024, 300 * 1024, 600 * 1024, 5}) {
            byte[] bytes = new byte[size + 6];
            random.nextBytes(bytes);
            ByteBuffer piece = kind.made.apply(ByteBuffer.wrap(bytes, 4, size));
            ByteBuffer before = piece.duplicate();

            tee.write(piece, Duration.ZERO);

            assertThat(piece.position()).isEqualTo(before.position());
            assertThat(piece.limit()).isEqualTo(before.limit());
            sent.write(bytes, 4, size);
        }

        assertThat(tee.body().bytes()).isEqualTo(sent.toByteArray());
        assertThat(tee.length()).isEqualTo(sent.size());
    }

    @Test
    void letsGoOfTheBytesOverTheLimit() {
        BodyTee tee = new BodyTee(LIMIT);
        tee.write(ByteBuffer.allocate(LIMIT), Duration.ZERO);
        assertThat(tee.body().bytes()).hasSize(LIMIT);

        tee.write(ByteBuffer.allocate(1), Duration.ZERO);

        assertThat(tee.isOverLimit(tee.length())).isTrue();
        assertThat(tee.body().bytes()).isEmpty();
    }
}
