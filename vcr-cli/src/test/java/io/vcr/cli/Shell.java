package io.vcr.cli;

import io.vcr.cli.internal.text.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** Runs commands in this JVM, at a fixed time and without a terminal. */
final class Shell {

    static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");

    /** What a command has printed, with line feeds as line ends, and its exit status. */
    record Result(int status, String out, String err) {}

    private Shell() {}

    static Result vcr(Object... arguments) {
        return vcr(Map.of(), arguments);
    }

    static Result vcr(Map<String, String> environment, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = arguments[i].toString();
        }
        Console console = new Console(print(out), print(err), false, false);
        int status = Main.run(console, environment, Clock.fixed(NOW, ZoneOffset.UTC), texts);
        return new Result(status, text(out), text(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
