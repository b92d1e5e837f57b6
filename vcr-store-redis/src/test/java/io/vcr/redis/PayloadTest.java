package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadTest {

    private static final CassetteId ID = Cassettes.ID;
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String REVISION = Payload.revision(NOON);

    @Test
    void whatIsWrittenIsReadWithItsRevision() throws CassetteFormatException {
        Cassette cassette = Cassettes.cassette(ID, 50);

        assertThat(Payload.decode(ID, Payload.encode(cassette, REVISION, true), "there"))
                .isEqualTo(cassette.withRevision(REVISION));
    }

    @Test
    void aLongOneIsCompressedAndAShortOneIsNot() {
        byte[] brief = Payload.encode(Cassettes.cassette("a"), REVISION, true);
        byte[] lengthy = Payload.encode(Cassettes.cassette(ID, 50), REVISION, true);

        assertThat(new String(brief, StandardCharsets.UTF_8)).startsWith("VCR1" + REVISION + "{");
        assertThat(Arrays.copyOfRange(lengthy, 28, 30)).containsExactly(0x1f, 0x8b);
    }

    @Test
    void oneForAServerOnThisMachineIsNotCompressed() {
        byte[] lengthy = Payload.encode(Cassettes.cassette(ID, 50), REVISION, false);

        assertThat(new String(lengthy, StandardCharsets.UTF_8)).startsWith("VCR1" + REVISION + "{");
    }

    @ParameterizedTest
    @EnumSource(CassetteCodec.class)
    void whatOthersHaveStoredIsReadAndHasItsDigestForARevision(CassetteCodec codec) throws CassetteFormatException {
        Cassette cassette = Cassettes.cassette("a");
        Cassette read = Payload.decode(ID, codec.encode(cassette), "there");

        assertThat(read.episodes()).isEqualTo(cassette.episodes());
        assertThat(read.revision()).startsWith("sha1:").hasSize(45);
    }

    @Test
    void noRevisionComesTwice() {
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> Payload.revision(NOON)))
                .doesNotHaveDuplicates()
                .allMatch(revision -> revision.length() == 24);
    }

    @Test
    void theFirstBytesTellWhenItWasSaved() {
        byte[] value = Payload.encode(Cassettes.cassette("a"), REVISION, true);

        assertThat(Payload.savedAt(Arrays.copyOf(value, Payload.HEAD_BYTES))).contains(NOON);
        assertThat(Payload.savedAt("interactions: [] # no head of ours".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    static Stream<byte[]> unreadable() {
        byte[] value = Payload.encode(Cassettes.cassette(ID, 50), REVISION, true);
        byte[] flipped = value.clone();
        flipped[60] ^= 0x55;
        return Stream.of(
                new byte[0],
                "VCR1".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(value, 28),
                Arrays.copyOf(value, value.length - 9),
                flipped,
                new byte[] {(byte) 0xff, 0, 1},
                "[]".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatCannotBeReadHasARevisionToReplaceItBy(byte[] value) {
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> Payload.decode(ID, value, "there"))
                .satisfies(e -> assertThat(e.revision()).isPresent())
                .withMessageContaining("there");
    }
}
