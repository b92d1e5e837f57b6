package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * What SnakeYAML reads, our reader reads alike, also after mutations. It may read more; it refuses tags, and keys that
 * are not texts, on purpose. NEL, LS and PS are line breaks to YAML 1.1 and characters to YAML 1.2 and to us: left out.
 */
@Tag("slow")
class YamlDifferentialTest {

    private static final long SEED = 7;
    private static final int MUTATIONS = 5_000;

    @Test
    void samplesAreReadAsSnakeYamlReadsThem() {
        compare(List.of(CassetteCodec.YAML.encode(Samples.golden()), Samples.resource("vcrpy.yaml")));
    }

    @Test
    void realCassettesAreReadAsSnakeYamlReadsThem() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        for (Path file : Corpus.files()) {
            boolean yaml = file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
            // We read keys with that tag as texts, SnakeYAML sees lists.
            if (yaml && !Files.readString(file).contains("multidict._multidict.istr")) {
                samples.add(Files.readAllBytes(file));
            }
        }
        compare(samples);
    }

    private static void compare(List<byte[]> samples) {
        Random random = new Random(SEED);
        int same = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] sample = samples.get(i % samples.size());
            boolean asIs = i < samples.size();
            String text = new String(asIs ? sample : CodecFuzzTest.mutateOnce(sample, random), StandardCharsets.UTF_8);
            if (text.isBlank() || text.matches("(?s).*[\u0085\u2028\u2029\ufeff\ufffd].*")) {
                continue;
            }
            Optional<String> expected = snakeYaml(text);
            if (expected.isPresent() && !isRefusedOnPurpose(text)) {
                assertThat(ours(text))
                        .as("mutation %d of seed %d:%n%s", i, SEED, text)
                        .isEqualTo(expected.get());
                same++;
            }
        }
        System.out.println(
                same + " of " + MUTATIONS + " documents are read as SnakeYAML reads them, the others refused");
        assertThat(same).isGreaterThan(MUTATIONS / 10);
    }

    private static boolean isRefusedOnPurpose(String text) {
        try {
            YamlReader.read("a.yaml", text);
            return false;
        } catch (CassetteFormatException e) {
            return !e.getMessage().contains("not valid YAML");
        }
    }

    private static String ours(String text) {
        try {
            return show(YamlReader.read("a.yaml", text));
        } catch (CassetteFormatException e) {
            return e.getMessage();
        }
    }

    private static String show(Node node) {
        StringBuilder shown = new StringBuilder();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries()
                    .forEach(entry ->
                            shown.append('<').append(entry.key()).append(">=").append(show(entry.value())));
            return "{" + shown + "}";
        }
        if (node instanceof Node.Sequence sequence) {
            sequence.items().forEach(item -> shown.append(show(item)));
            return "[" + shown + "]";
        }
        return "<" + ((Node.Scalar) node).text() + ">";
    }

    private static Optional<String> snakeYaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        Parser parser = new ParserImpl(new StreamReader(text), options);
        try {
            parser.getEvent();
            if (parser.checkEvent(Event.ID.StreamEnd)) {
                return Optional.empty();
            }
            parser.getEvent();
            String shown = show(parser, new HashMap<>());
            parser.getEvent();
            return parser.checkEvent(Event.ID.StreamEnd) ? Optional.of(shown) : Optional.empty();
        } catch (YAMLException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String show(Parser parser, Map<String, String> anchors) {
        Event event = parser.getEvent();
        StringBuilder shown = new StringBuilder();
        switch (event.getEventId()) {
            case Alias -> {
                return Optional.ofNullable(anchors.get(((AliasEvent) event).getAnchor()))
                        .orElseThrow(() -> new YAMLException("an alias without an anchor"));
            }
            case Scalar ->
                shown.append('<').append(((ScalarEvent) event).getValue()).append('>');
            case SequenceStart -> {
                shown.append('[');
                while (!parser.checkEvent(Event.ID.SequenceEnd)) {
                    shown.append(show(parser, anchors));
                }
                parser.getEvent();
                shown.append(']');
            }
            default -> {
                shown.append('{');
                while (!parser.checkEvent(Event.ID.MappingEnd)) {
                    shown.append(key(parser, anchors)).append('=').append(show(parser, anchors));
                }
                parser.getEvent();
                shown.append('}');
            }
        }
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, shown.toString());
        }
        return shown.toString();
    }

    /** We read binary keys as the text that they hold. What is not valid base64 is refused on purpose. */
    private static String key(Parser parser, Map<String, String> anchors) {
        boolean isBinary = parser.peekEvent() instanceof ScalarEvent scalar
                && scalar.getTag() != null
                && scalar.getTag().endsWith("binary");
        String shown = show(parser, anchors);
        if (!isBinary) {
            return shown;
        }
        Body bytes = Body.of(Base64.getMimeDecoder().decode(shown.substring(1, shown.length() - 1)));
        return "<" + bytes.text().orElseGet(() -> new String(bytes.bytes(), StandardCharsets.ISO_8859_1)) + ">";
    }
}
