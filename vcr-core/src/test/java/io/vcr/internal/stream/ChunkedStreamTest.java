package io.vcr.internal.stream;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.Exchanges;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkedStreamTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({"100, 'ab,cde'", "2, 'ab,cd,e'", "1, 'a,b,c,d,e'"})
    void aReadNeverReturnsMoreThanOneChunk(int size, String reads) throws IOException {
        assertThat(String.join(",", reads(ChunkedStream.of(episode(2, 3), 0), size)))
                .isEqualTo(reads);
    }

    @Test
    void singleBytesAreReadToo() throws IOException {
        InputStream in = ChunkedStream.of(episode(2, 3), 0);

        assertThat(List.of(in.read(), in.read(), in.read(), in.read(), in.read(), in.read()))
                .containsExactly((int) 'a', (int) 'b', (int) 'c', (int) 'd', (int) 'e', -1);
    }

    @Test
    void aReadOfNothingTakesNoChunk() throws IOException {
        InputStream in = ChunkedStream.of(episode(2, 3), 0);

        assertThat(in.read(new byte[0], 0, 0)).isZero();
        assertThat(in.available()).isZero();
    }

    @Test
    void chunksThatDoNotFitTheBodyAreNotUsed() throws IOException {
        assertThat(reads(ChunkedStream.of(episode(2, 9), 0), 100)).containsExactly("abcde");
    }

    @Test
    void withoutTimingTheBodyComesInOnePiece() throws IOException {
        assertThat(reads(ChunkedStream.of(Exchanges.episode(get("https://h/"), "abcde"), 1), 100))
                .containsExactly("abcde");
    }

    @Test
    @Timeout(10)
    void atOnceNothingWaits() throws IOException {
        assertThat(reads(ChunkedStream.of(episode(5), 0), 100)).containsExactly("abcde");
    }

    @Test
    @Timeout(10)
    void anInterruptEndsTheWait() {
        InputStream in = ChunkedStream.of(episode(5), 1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> in.read(new byte[9]));
        assertThat(Thread.interrupted()).isTrue();
    }

    /** The body abcde in chunks of these lengths, each an hour late. */
    private static Episode episode(int... chunks) {
        List<Episode.Chunk> list = new ArrayList<>();
        for (int chunk : chunks) {
            list.add(new Episode.Chunk(AN_HOUR, chunk));
        }
        return new Episode(get("https://h/"), ok("abcde"), null, null, new Episode.Timing(AN_HOUR, AN_HOUR, list));
    }

    private static List<String> reads(InputStream in, int size) throws IOException {
        List<String> reads = new ArrayList<>();
        byte[] buffer = new byte[size];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            reads.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
        return reads;
    }
}
