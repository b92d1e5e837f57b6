package io.vcr.internal.shape;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes up credentials from their shapes, so that no text in this repository looks like one. Confined to one thread. */
public final class Samples {

    /** A text and the secret in it. */
    public record Sample(String text, int start, int end, Kind kind) {

        public String secret() {
            return text.substring(start, end);
        }
    }

    private static final Pattern ESCAPE = Pattern.compile("[%\\\\>&]|\\w\\+");
    private static final String MIXED = "7kQ";

    private final long seed;
    private final boolean isEscaped;
    private Random random;

    private Samples(long seed, boolean isEscaped) {
        this.seed = seed;
        this.random = new Random(seed);
        this.isEscaped = isEscaped;
    }

    /** As they are, and as they are in JSON and in URLs. */
    static Samples inAllForms(long seed) {
        return new Samples(seed, true);
    }

    public static Samples plain(long seed) {
        return new Samples(seed, false);
    }

    public List<Sample> all() {
        return Catalogue.bundled().shapes().stream().map(this::of).toList();
    }

    /** The same for each kind, whatever kinds stand before it. */
    private Sample of(Shape shape) {
        random = new Random(seed * 31 + shape.kind().id().hashCode());
        List<String> parts = new ArrayList<>();
        for (Element element : shape.elements()) {
            parts.add(text(element));
        }
        if (shape.checks().contains(Check.JOSE)) {
            parts.set(0, "eyJ");
            parts.set(1, header().substring(3));
        }
        if (shape.checks().contains(Check.RANDOM)) {
            boolean beginsWithText = shape.elements().get(shape.from()) instanceof Element.Literal;
            int variable = beginsWithText ? shape.to() - 1 : shape.from();
            parts.set(variable, "7k7Q7" + parts.get(variable));
        }
        String before = String.join("", parts.subList(0, shape.from()));
        String secret = String.join("", parts.subList(shape.from(), shape.to()));
        String text = String.join("", parts);
        return new Sample(text, before.length(), before.length() + secret.length(), shape.kind());
    }

    private String header() {
        String json = "{\"kid\":\"" + random.nextInt() + "\",\"alg\":\"none\"}";
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private String text(Element element) {
        if (element instanceof Element.Literal literal) {
            List<String> plain = literal.alternatives().stream()
                    .filter(each -> isEscaped || !ESCAPE.matcher(each).find())
                    .toList();
            List<String> all = plain.isEmpty() ? List.of(shortest(literal.alternatives())) : plain;
            return all.get(random.nextInt(all.size()));
        }
        return element instanceof Element.Run run
                ? run(run)
                : characters(CharSet.ALPHANUMERIC, ((Element.Gap) element).min() + random.nextInt(50));
    }

    /** The one that is least escaped. */
    private static String shortest(List<String> alternatives) {
        return Collections.min(alternatives, Comparator.comparingInt(String::length));
    }

    private String run(Element.Run run) {
        int least = Math.min(run.max(), Math.max(run.min(), 2 * MIXED.length() + 1));
        int most = Math.min(run.max(), least + 20);
        String all = characters(run.set(), least + random.nextInt(most - least + 1));
        boolean isMixable = all.length() > 2 * MIXED.length()
                && MIXED.chars().allMatch(c -> run.set().has((char) c));
        return isMixable ? MIXED + all.substring(MIXED.length()) : digits(run, all);
    }

    private static String digits(Element.Run run, String all) {
        return all.length() > 2 && run.set().has('7') ? "7" + all.substring(1) : all;
    }

    /** Without what does not count at the end, and without padding. */
    private String characters(CharSet set, int count) {
        int[] members = IntStream.range(0, 128)
                .filter(c -> set.has((char) c) && ".,*=\\".indexOf(c) < 0)
                .toArray();
        return random.ints(count, 0, members.length)
                .map(i -> members[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
