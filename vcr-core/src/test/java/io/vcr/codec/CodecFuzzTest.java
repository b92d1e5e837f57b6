package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, reading gives a cassette or a {@link CassetteFormatException}, and soon. */
@Tag("slow")
class CodecFuzzTest {

    private static final long SEED = 20261121;
    private static final CassetteId ID = CassetteId.of("fuzz");
    private static final String[] TOKENS = {
        ":",
        ": ",
        "- ",
        "? ",
        "|",
        ">",
        "|+\n",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "#",
        "&a ",
        "*a",
        "!!binary ",
        "!!python/object:a ",
        "\n",
        "\n\n",
        "\t",
        "  ",
        "---\n",
        "...\n",
        "\u0000",
        "\u0085",
        "\u2028",
        "%",
        "@",
        "~",
        "null",
        "1e5",
        "interactions:\n",
        "version: 2\n",
        "\ufeff"
    };

    @Test
    void mutatedSamplesNeverEscapeTheContract() {
        List<byte[]> samples = new ArrayList<>();
        for (CassetteCodec codec : CassetteCodec.values()) {
            samples.add(codec.encode(Samples.golden()));
        }
        samples.add(Samples.resource("vcrpy.yaml"));
        fuzz(samples, 10_000);
    }

    @Test
    void mutatedFilesOfOtherToolsNeverEscapeTheContract() {
        List<byte[]> samples = new ArrayList<>();
        ForeignLayoutsTest.ALL.forEach(text -> samples.add(text.getBytes(StandardCharsets.UTF_8)));
        fuzz(samples, 10_000);
    }

    @Test
    void mutatedConversationsNeverEscapeTheContract() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        samples.add(Samples.resource("conversation.yaml"));
        samples.add(Samples.resource("messages.yaml"));
        fuzz(samples, 10_000);
    }

    @Test
    void mutatedRealCassettesNeverEscapeTheContract() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        for (Path file : Corpus.files()) {
            samples.add(Files.readAllBytes(file));
        }
        fuzz(samples, 10_000);
    }

    private static void fuzz(List<byte[]> samples, int mutations) {
        AtomicReference<String> current = new AtomicReference<>("none");
        int read = Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(3), () -> countRead(samples, mutations, current), () -> "hangs in " + current.get());
        System.out.println(read + " of " + mutations + " mutated cassettes were read, the others refused");
        assertThat(read).as("some mutations are harmless").isPositive();
    }

    private static int countRead(List<byte[]> samples, int mutations, AtomicReference<String> current) {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < mutations; i++) {
            byte[] mutant = mutate(samples.get(random.nextInt(samples.size())), random);
            current.set("mutation " + i + " of seed " + SEED);
            read += isRead(mutant, current.get()) ? 1 : 0;
        }
        return read;
    }

    private static boolean isRead(byte[] mutant, String name) {
        try {
            CassetteCodec.decode(ID, mutant, "a.yaml");
            return true;
        } catch (CassetteFormatException e) {
            assertThat(e).as(name).hasMessageStartingWith("Cannot read cassette a.yaml");
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(name + " ended with " + e, e);
        }
    }

    private static byte[] mutate(byte[] sample, Random random) {
        byte[] bytes = sample;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = mutateOnce(bytes, random);
        }
        return bytes;
    }

    static byte[] mutateOnce(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(40));
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
        out.write(bytes, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> out.write(bytes, end, bytes.length - end); // cut a piece out
            case 1 -> {
                out.write(bytes, at, end - at); // write a piece twice
                out.write(bytes, at, bytes.length - at);
            }
            case 2 -> {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
                out.write(token, 0, token.length);
                out.write(bytes, at, bytes.length - at);
            }
            case 3 -> {
                if (at < bytes.length) {
                    out.write(random.nextInt(256)); // change a byte
                    out.write(bytes, at + 1, bytes.length - at - 1);
                }
            }
            case 4 -> {
                int from = random.nextInt(bytes.length + 1); // move a piece in from elsewhere
                out.write(bytes, from, Math.min(60, bytes.length - from));
                out.write(bytes, at, bytes.length - at);
            }
            default -> {} // cut the end off
        }
        return out.size() == 0 ? new byte[] {'a'} : out.toByteArray();
    }
}
