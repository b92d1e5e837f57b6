package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vcr.Report.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Tokens by model, and what they cost as far as the prices say. Immutable.
 *
 * @param tokens the tokens, by model
 * @param prices the prices of models
 */
record TokenBill(SortedMap<String, Tokens> tokens, Prices prices) {

    Tokens total() {
        return tokens.values().stream().reduce(new Tokens(0, 0, 0, 0, 0), Tokens::plus);
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** The sum of what has a price; empty if nothing has. */
    Optional<BigDecimal> cost() {
        return tokens.keySet().stream()
                .map(this::cost)
                .flatMap(Optional::stream)
                .reduce(BigDecimal::add);
    }

    Optional<BigDecimal> cost(String model) {
        Tokens used = tokens.get(model);
        return used == null ? Optional.empty() : prices.cost(model, used);
    }

    /** Such as {@code 1234 input, 56 output}. */
    String text() {
        Tokens sum = total();
        return sum.input() + " input" + (sum.cached() > 0 ? " (" + sum.cached() + " cached)" : "") + ", " + sum.output()
                + " output";
    }

    /** Such as {@code 12.34 USD}: two decimals from 1 on, four below. */
    String money(BigDecimal cost) {
        int decimals = cost.compareTo(BigDecimal.ONE) < 0 && cost.signum() > 0 ? 4 : 2;
        return cost.setScale(decimals, RoundingMode.HALF_UP).toPlainString() + " " + prices.currency();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (var model : tokens.entrySet()) {
            json.writeObjectFieldStart(model.getKey());
            json.writeNumberField("calls", model.getValue().calls());
            json.writeNumberField("input", model.getValue().input());
            json.writeNumberField("cached", model.getValue().cached());
            json.writeNumberField("written", model.getValue().written());
            json.writeNumberField("output", model.getValue().output());
            Optional<BigDecimal> cost = cost(model.getKey());
            if (cost.isPresent()) {
                json.writeNumberField("cost", cost.get());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
