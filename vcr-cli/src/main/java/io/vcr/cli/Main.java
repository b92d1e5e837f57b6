package io.vcr.cli;

import io.vcr.cli.internal.text.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * The command line over cassettes: {@code java -jar vcr-cli-all.jar list src/test/cassettes}.
 *
 * <p>The exit status is 0 if a command has done its work and found nothing, 1 if it has found what it looks for (secrets,
 * differences, problems of a set-up), 2 if the command line is not valid, 3 if something could not be read or written,
 * and 70 for an error of this program. {@code --help} lists the commands.
 */
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit status.
     *
     * @param arguments the name of a command and its arguments
     */
    public static void main(String[] arguments) {
        // Netty 4.1 warns about its use of sun.misc.Unsafe on Java 24 and later.
        if (System.getProperty("io.netty.noUnsafe") == null && Runtime.version().feature() >= 24) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int status = run(Console.system(out, System.err), System.getenv(), Clock.systemUTC(), arguments);
        out.flush();
        System.exit(status);
    }

    /** Runs a command and returns its exit status. */
    static int run(Console console, Map<String, String> environment, Clock clock, String... arguments) {
        return VcrCommand.line(new Invocation(console, environment, clock), arguments)
                .execute(arguments);
    }
}
