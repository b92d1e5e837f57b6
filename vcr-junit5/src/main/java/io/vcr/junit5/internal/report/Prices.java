package io.vcr.junit5.internal.report;

import io.vcr.Report.Tokens;
import io.vcr.junit5.internal.setting.Setting;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tokens cost, as a file of the user's says. Immutable.
 *
 * <p>A line of the file is {@code gpt-4o-mini* = 0.15 0.60 0.075}: a model, in which {@code *} stands for any text, and the
 * prices of a million tokens: of the input, of the output, of input read from a cache and of input written to one. The
 * last two default to the price of the input. The first line that matches a model counts. {@code currency = EUR} names the
 * currency; the default is USD. A line that begins with {@code #} is a comment.
 *
 * @param currency the currency of all prices
 * @param lines the prices, in the order of the file
 */
record Prices(String currency, List<Line> lines) {

    /** Without a file nothing has a price. */
    static final Prices NONE = new Prices("USD", List.of());

    /** The prices of the models that a pattern matches, for a million tokens each. */
    record Line(Pattern model, BigDecimal input, BigDecimal output, BigDecimal cached, BigDecimal written) {

        private BigDecimal cost(Tokens tokens) {
            return input.multiply(BigDecimal.valueOf(tokens.input() - tokens.cached() - tokens.written()))
                    .add(cached.multiply(BigDecimal.valueOf(tokens.cached())))
                    .add(written.multiply(BigDecimal.valueOf(tokens.written())))
                    .add(output.multiply(BigDecimal.valueOf(tokens.output())))
                    .movePointLeft(6);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or a line of it is none of prices
     */
    static Prices read(Path file) {
        List<String> texts;
        try {
            texts = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s names %s, which cannot be read: %s".formatted(Setting.PRICES.key, file.toAbsolutePath(), e), e);
        }
        String currency = NONE.currency;
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).strip();
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals).strip();
            String value = equals < 0 ? "" : text.substring(equals + 1).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (name.equals("currency") && !value.isEmpty()) {
                currency = value;
                continue;
            }
            Optional<Line> line = line(name, value);
            lines.add(line.orElseThrow(() -> invalid(file, text)));
        }
        return new Prices(currency, List.copyOf(lines));
    }

    private static Optional<Line> line(String model, String prices) {
        String[] numbers = prices.split("\\s+", -1);
        boolean valid = !model.isEmpty()
                && numbers.length >= 2
                && numbers.length <= 4
                && Stream.of(numbers).allMatch(number -> number.matches("\\d{1,9}(\\.\\d{1,9})?"));
        if (!valid) {
            return Optional.empty();
        }
        List<BigDecimal> each = Stream.of(numbers).map(BigDecimal::new).toList();
        Pattern pattern = Pattern.compile(
                Stream.of(model.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        return Optional.of(new Line(
                pattern,
                each.get(0),
                each.get(1),
                each.size() > 2 ? each.get(2) : each.get(0),
                each.size() > 3 ? each.get(3) : each.get(0)));
    }

    private static IllegalArgumentException invalid(Path file, String line) {
        return new IllegalArgumentException(
                ("%s: \"%s\" holds no prices; write a model and the prices of a million tokens of input, output, cached input"
                                + " and written cache, such as: gpt-4o-mini* = 0.15 0.60 0.075")
                        .formatted(file, line));
    }

    /** What the tokens of a model cost; empty if no line names the model. */
    Optional<BigDecimal> cost(String model, Tokens tokens) {
        return lines.stream()
                .filter(line -> line.model.matcher(model).matches())
                .findFirst()
                .map(line -> line.cost(tokens));
    }
}
