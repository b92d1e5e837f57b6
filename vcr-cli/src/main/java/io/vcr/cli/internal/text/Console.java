package io.vcr.cli.internal.text;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;

/**
 * Where a command prints: results to one stream, problems and progress to the other. Colours and progress are for
 * terminals only. Confined to one thread.
 */
public final class Console {

    private static final String ESCAPE = "\u001b[";
    private static final long PROGRESS_EVERY_NANOS = 100_000_000;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTerminal;
    private final boolean isColoured;
    private long progressAt;
    private int progressLength;

    public Console(PrintStream out, PrintStream err, boolean isTerminal, boolean isColoured) {
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
        this.isColoured = isColoured;
        this.progressAt = System.nanoTime();
    }

    /** The console of this process. {@code NO_COLOR} and {@code TERM=dumb} turn colours off. */
    public static Console system(PrintStream out, PrintStream err) {
        boolean terminal = isTerminal();
        String none = System.getenv("NO_COLOR");
        boolean plain = (none != null && !none.isEmpty()) || "dumb".equals(System.getenv("TERM"));
        return new Console(out, err, terminal, terminal && !plain);
    }

    /** From Java 22 on there is a console without a terminal too, and a method that tells (JDK-8308591). */
    @SuppressWarnings("SystemConsoleNull") // before Java 22 it is null without a terminal
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public void line(String text) {
        clearProgress();
        out.println(text);
    }

    public void problem(String text) {
        out.flush();
        clearProgress();
        err.println(text);
    }

    /** Shows how far a long work is, on one line that the next output replaces. */
    public void progress(String what, int done, int total) {
        if (isTerminal && System.nanoTime() - progressAt > PROGRESS_EVERY_NANOS) {
            progressAt = System.nanoTime();
            String text = "%s %,d of %,d".formatted(what, done, total);
            out.flush();
            err.print("\r" + text + " ".repeat(Math.max(0, progressLength - text.length())));
            err.flush();
            progressLength = text.length();
        }
    }

    public void clearProgress() {
        if (progressLength > 0) {
            err.print("\r" + " ".repeat(progressLength) + "\r");
            err.flush();
            progressLength = 0;
        }
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String red(String text) {
        return styled("31", text);
    }

    public String green(String text) {
        return styled("32", text);
    }

    private String styled(String code, String text) {
        return isColoured && !text.isEmpty() ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }

    public boolean isColoured() {
        return isColoured;
    }
}
