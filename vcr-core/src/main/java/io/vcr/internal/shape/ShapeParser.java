package io.vcr.internal.shape;

import io.vcr.internal.shape.Element.Gap;
import io.vcr.internal.shape.Element.Literal;
import io.vcr.internal.shape.Element.Run;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a shape in the grammar that {@code shapes.tsv} explains. Confined to one thread. */
final class ShapeParser {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final String shape;
    private final Set<Check> checks = EnumSet.noneOf(Check.class);
    private final List<Element> elements = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int at;
    private int from;
    private int to = UNLIMITED;

    private ShapeParser(String shape) {
        this.shape = shape;
    }

    /**
     * @throws IllegalArgumentException if the shape does not follow the grammar
     */
    static Shape parse(Kind kind, String shape) {
        return new ShapeParser(shape).parse(kind);
    }

    private Shape parse(Kind kind) {
        int end = checks();
        while (at < end) {
            element(shape.charAt(at));
        }
        flush();
        readOn();
        return Shape.of(kind, elements, from, Math.min(to, elements.size()), checks);
    }

    /** Where the shape ends, before the checks. */
    private int checks() {
        int end = shape.length();
        for (int mark = shape.lastIndexOf(" !"); mark >= 0; mark = shape.lastIndexOf(" !", mark - 1)) {
            checks.add(Check.valueOf(shape.substring(mark + 2, end).toUpperCase(Locale.ROOT)));
            end = mark;
        }
        return end;
    }

    private void element(char c) {
        if ("[(*<>".indexOf(c) < 0) {
            literal.append(character());
            return;
        }
        flush();
        at++;
        switch (c) {
            case '[' -> run();
            case '(' -> alternatives();
            case '*' -> gap();
            case '<' -> from = elements.size();
            default -> to = elements.size();
        }
    }

    private void flush() {
        if (!literal.isEmpty()) {
            add(new Literal(List.of(literal.toString())));
            literal.setLength(0);
        }
    }

    /** A gap ends where the literal behind it begins. */
    private void add(Literal next) {
        int last = elements.size() - 1;
        if (last >= 0 && elements.get(last) instanceof Gap gap) {
            elements.set(last, new Gap(next.alternatives().get(0), gap.min(), gap.max(), gap.isOfCommand()));
        }
        elements.add(next);
    }

    private void gap() {
        boolean isOfCommand = peek() == '*';
        at += isOfCommand ? 1 : 0;
        at += peek() == '{' ? 1 : 0;
        elements.add(new Gap("", count(","), count("}"), isOfCommand));
    }

    private void alternatives() {
        List<String> alternatives = new ArrayList<>();
        StringBuilder alternative = new StringBuilder();
        while (peek() != ')') {
            if (peek() == '|') {
                at++;
                alternatives.add(alternative.toString());
                alternative.setLength(0);
            } else {
                alternative.append(character());
            }
        }
        at++;
        alternatives.add(alternative.toString());
        add(new Literal(alternatives));
    }

    private void run() {
        CharSet set = CharSet.empty();
        while (peek() != ']') {
            char first = character();
            boolean isRange = peek() == '-' && shape.charAt(at + 1) != ']';
            at += isRange ? 1 : 0;
            set = set.and(CharSet.range(first, isRange ? character() : first));
        }
        at++;
        if (at == shape.length() || shape.charAt(at) != '{') {
            elements.add(new Run(set, 1, 1));
            return;
        }
        at++;
        int comma = shape.indexOf(',', at);
        boolean isFixed = comma < 0 || comma > shape.indexOf('}', at);
        int min = count(isFixed ? "}" : ",");
        elements.add(new Run(set, min, isFixed ? min : count("}")));
    }

    private int count(String end) {
        int stop = shape.indexOf(end, at);
        String digits = shape.substring(at, stop);
        at = stop + 1;
        return digits.isEmpty() ? UNLIMITED : Integer.parseInt(digits);
    }

    private char character() {
        char c = peek();
        at++;
        if (c != '\\') {
            return c;
        }
        char escaped = peek();
        at++;
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    private char peek() {
        if (at == shape.length()) {
            throw new IllegalArgumentException("it ends too early");
        }
        return shape.charAt(at);
    }

    /** A credential that is longer than it should be is a credential. */
    private void readOn() {
        int last = elements.size() - 1;
        if (last >= 0 && elements.get(last) instanceof Run run && !checks.contains(Check.EXACT)) {
            elements.set(last, new Run(run.set(), run.min(), UNLIMITED));
        }
    }
}
