package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 50 MB are written and read within a heap of 512 MB: as one long line, as many lines, as binary, as many episodes. */
@Tag("slow")
class LargeCassetteTest {

    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"line", "quoted", "lines", "unicode", "binary", "episodes"})
    void fiftyMegabytesFitIntoAHeapOf512(String shape) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeCassetteTest.class.getName(),
                        shape)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        System.out.print(output);
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** In a JVM of its own. Prints how long reading takes, which grows with the size and not with its square. */
    public static void main(String[] arguments) throws IOException {
        for (int megabytes : new int[] {12, 50}) {
            byte[] bytes = CassetteCodec.YAML.encode(cassette(arguments[0], megabytes));
            long start = System.nanoTime();
            Cassette read = CassetteCodec.decode(CassetteId.of("large"), bytes, "large");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long length = read.episodes().stream()
                    .mapToLong(e -> e.response().body().length())
                    .sum();
            System.out.println(arguments[0] + ": " + megabytes + " MB read in " + millis + " ms");
            if (length < (long) megabytes * MEGABYTE) {
                throw new AssertionError("only " + length + " bytes were read");
            }
        }
    }

    private static Cassette cassette(String shape, int megabytes) {
        int size = megabytes * MEGABYTE;
        List<Episode> episodes = new ArrayList<>();
        switch (shape) {
            case "line" -> episodes.add(episode(Body.of("a".repeat(size))));
            case "quoted" -> episodes.add(episode(Body.of(" \u0001" + "it's ".repeat(size / 5 + 1))));
            case "lines" -> episodes.add(episode(Body.of("data: {\"a\":1}\n\n".repeat(size / 14))));
            case "unicode" -> episodes.add(episode(Body.of("\u20ac".repeat(size / 3 + 1))));
            case "binary" -> {
                byte[] bytes = new byte[size];
                new Random(1).nextBytes(bytes);
                episodes.add(episode(Body.of(bytes)));
            }
            default -> {
                Body body = Body.of("{\"text\": \"" + "x".repeat(MEGABYTE / 64) + "\"}");
                for (int i = 0; i < 64 * megabytes; i++) {
                    episodes.add(episode(body));
                }
            }
        }
        return Cassette.of(CassetteId.of("large"), episodes);
    }

    private static Episode episode(Body body) {
        HttpRequest request = new HttpRequest("GET", Uri.of("https://h/"), Headers.EMPTY, Body.EMPTY);
        return new Episode(request, new HttpResponse(200, "OK", Headers.EMPTY, body), null, null, null);
    }
}
