package io.vcr;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of an option that makes no sense. */
class ArgumentMessagesTest {

    private interface Call {
        Object make();
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("The ttl must be positive: PT0S", () -> builder().ttl(Duration.ZERO)),
                call("The ttl must be positive: PT-1S", () -> builder().ttl(Duration.ofSeconds(-1))),
                call(
                        "The pace must be 0 or a positive number: -1.0",
                        () -> builder().pace(-1)),
                call(
                        "The pace must be 0 or a positive number: NaN",
                        () -> builder().pace(Double.NaN)),
                call(
                        "No matcher compares bodies, so there is nothing to ignore in them; add Matchers.body()",
                        () -> builder().matchers(List.of(Matchers.path())).ignoring("$.a")),
                call("There is no text to replace", () -> Filters.replaceText("", "x")),
                call(
                        "The URI of a store has no scheme; write file:src/test/cassettes",
                        () -> Persisters.open(URI.create("src/test/cassettes"))));
    }

    private static Arguments call(String message, Call call) {
        return arguments(message, call);
    }

    private static Vcr.Builder builder() {
        return Vcr.builder(Persisters.inMemory());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void itIsSaidWhatWouldMakeSense(String message, Call call) {
        assertThatIllegalArgumentException().isThrownBy(call::make).withMessage(message);
    }
}
