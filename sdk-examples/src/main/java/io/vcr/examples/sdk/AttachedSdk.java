package io.vcr.examples.sdk;

import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * One row of the tables: an SDK, attached to the recorder as its documentation describes. {@code toString} is its name.
 * Immutable.
 */
interface AttachedSdk {

    Sdk with(Wiring wiring);

    /** The ways in which the SDK can be called. */
    Stream<Way> ways();

    /** The prefix of the class names of the SDK's exceptions. */
    String errors();

    /** The arguments of a test that calls each SDK in each of its ways. */
    static Stream<Arguments> inEachWay(AttachedSdk... sdks) {
        return Arrays.stream(sdks).flatMap(sdk -> sdk.ways().map(way -> Arguments.of(sdk, way)));
    }

    /** The exception of the SDK, which futures wrap. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException
                ? unwrapped(failure.getCause())
                : failure;
    }
}
