package io.vcr.internal.node;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as PyYAML 6 reads them from plain scalars and Python's {@code json.dumps} writes them. */
final class PythonNumber {

    // Groups repeat possessively: otherwise a long scalar would need a deep stack.
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(?:0b[01_]*[01][01_]*|0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*"
                    + "|0[0-7_]*|[1-9][0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])++)");

    private static final Pattern FLOAT = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])++\\.[0-9_]*");

    private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)");
    private static final Pattern NAN = Pattern.compile("\\.(?:nan|NaN|NAN)");
    private static final BigInteger SIXTY = BigInteger.valueOf(60);

    /** Each decimal number of so many digits is another double, unless it is as small as {@link Double#MIN_NORMAL}. */
    private static final int DISTINCT_DIGITS = 15;

    /** The digits that each double needs at most. */
    private static final int MAX_DIGITS = 17;

    /** Python reads no integer with more digits from a text. */
    private static final int MAX_INTEGER = 4300;

    /** Numbers with more digits before the point have an exponent, and those with more than three zeros after it. */
    private static final int MAX_POINT = 16;

    private static final int MIN_POINT = -3;

    private PythonNumber() {}

    /** The number in a plain scalar as JSON; empty if PyYAML reads the scalar as something else. */
    static Optional<String> json(String scalar) {
        if (INTEGER.matcher(scalar).matches() && scalar.length() <= MAX_INTEGER) {
            return Optional.of(integer(scalar).toString());
        }
        if (FLOAT.matcher(scalar).matches()) {
            return Optional.of(repr(decimal(scalar)));
        }
        if (INFINITY.matcher(scalar).matches()) {
            return Optional.of(scalar.startsWith("-") ? "-Infinity" : "Infinity");
        }
        return NAN.matcher(scalar).matches() ? Optional.of("NaN") : Optional.empty();
    }

    private static BigInteger integer(String scalar) {
        String digits = unsigned(scalar);
        BigInteger number;
        if (digits.startsWith("0b")) {
            number = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0x")) {
            number = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0")) {
            number = new BigInteger(digits, 8);
        } else {
            number = BigInteger.ZERO;
            for (String part : digits.split(":", -1)) {
                number = number.multiply(SIXTY).add(new BigInteger(part));
            }
        }
        return scalar.startsWith("-") ? number.negate() : number;
    }

    private static double decimal(String scalar) {
        double number = 0;
        for (String part : unsigned(scalar).split(":", -1)) {
            number = number * 60 + Double.parseDouble(part);
        }
        return scalar.startsWith("-") ? -number : number;
    }

    private static String unsigned(String scalar) {
        String digits = scalar.replace("_", "");
        return digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    }

    /** Python's {@code repr}: the shortest digits that give the same double, with an exponent if it is large. */
    private static String repr(double number) {
        if (Double.isInfinite(number)) {
            return number < 0 ? "-Infinity" : "Infinity";
        }
        String sign = number < 0 || 1 / number < 0 ? "-" : "";
        if (number == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(number)).stripTrailingZeros();
        int point = shortest.precision() - shortest.scale();
        if (point >= MIN_POINT && point <= MAX_POINT) {
            String plain = shortest.toPlainString();
            return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
        }
        String digits = shortest.unscaledValue().toString();
        int exponent = point - 1;
        return sign
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** Not Double.toString, which before Java 19 writes more digits than needed for some numbers. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        int first = number < Double.MIN_NORMAL ? 1 : DISTINCT_DIGITS;
        for (int digits = first; digits < MAX_DIGITS; digits++) {
            BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
            BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
            boolean isDown = down.doubleValue() == number;
            boolean isUp = up.doubleValue() == number;
            if (isDown && isUp) {
                return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            }
            if (isDown || isUp) {
                return isDown ? down : up;
            }
        }
        return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
    }
}
