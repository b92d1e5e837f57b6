package io.vcr.examples.sdk;

import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** One row of the tables: an SDK that is attached to the recorder as its documentation says. Its text names it. Immutable. */
interface AttachedSdk {

    Sdk with(Wiring wiring);

    /** Those in which it can be asked. */
    Stream<Way> ways();

    /** What the names of the SDK's exceptions begin with. */
    String errors();

    /** The arguments of a test that asks each SDK in each of its ways. */
    static Stream<Arguments> inEachWay(AttachedSdk... sdks) {
        return Arrays.stream(sdks).flatMap(sdk -> sdk.ways().map(way -> Arguments.of(sdk, way)));
    }

    /** What the SDK itself has thrown: futures wrap it. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException
                ? unwrapped(failure.getCause())
                : failure;
    }
}
