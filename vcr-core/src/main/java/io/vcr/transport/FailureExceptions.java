package io.vcr.transport;

import io.vcr.spi.Episode.Failure;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exception that a client threw when an exchange was recorded. Of the classes that a cassette may name, only
 * I/O exceptions of the JDK and of HTTP clients are made.
 */
final class FailureExceptions {

    private static final String[] PACKAGES = {
        "java.",
        "javax.net.ssl.",
        "okhttp3.",
        "org.apache.hc.",
        "org.apache.http.",
        "reactor.netty.",
        "io.netty.",
        "org.eclipse.jetty.",
        "software.amazon.awssdk.",
        "com.azure."
    };

    private FailureExceptions() {}

    /** The exception, or one of the JDK for the same kind of failure if the loader has no such class. */
    static IOException of(Failure failure, @Nullable ClassLoader loader) {
        if (Stream.of(PACKAGES).noneMatch(failure.exception()::startsWith)) {
            return failure.toException();
        }
        try {
            Class<?> named = Class.forName(failure.exception(), false, loader);
            return IOException.class.isAssignableFrom(named)
                    ? made(named.asSubclass(IOException.class), failure.message())
                    : failure.toException();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return failure.toException();
        }
    }

    /** Some clients make exceptions from a text, some from a code that the text ends with. */
    private static IOException made(Class<? extends IOException> type, String message)
            throws ReflectiveOperationException {
        List<Constructor<?>> constructors = Stream.of(type.getDeclaredConstructors())
                .filter(Constructor::trySetAccessible) // reactor-netty's are not public
                .sorted(Comparator.comparing(constructor -> -constructor.getParameterCount()))
                .toList();
        for (Constructor<?> constructor : constructors) {
            Class<?>[] types = constructor.getParameterTypes();
            @Nullable Object[] arguments = new @Nullable Object[types.length];
            boolean known = message.isEmpty() == (types.length == 0);
            for (int i = 0; i < types.length && known; i++) {
                arguments[i] = argument(types[i], message);
                known = arguments[i] != null;
            }
            if (known) {
                return (IOException) constructor.newInstance(arguments);
            }
        }
        return type.getConstructor(String.class).newInstance(message.isEmpty() ? null : message);
    }

    private static @Nullable Object argument(Class<?> type, String message) {
        if (type == String.class) {
            return message;
        }
        if (type == int.class) { // HttpClient 5: "Stream reset (2)"
            String digits = message.replaceAll("\\D", "");
            return digits.isEmpty() || digits.length() > 9 ? null : Integer.valueOf(digits);
        }
        if (type.isEnum()) { // OkHttp: "stream was reset: INTERNAL_ERROR"
            return Stream.of(type.getEnumConstants())
                    .filter(code -> message.endsWith(code.toString()))
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }
}
