package io.vcr.benchmarks.work;

/** What a program reports to the process that has started it. */
public final class Measured {

    /** The beginning of a line with a measurement; name, value and bytes follow, between tabs. */
    public static final String MARK = "measured\t";

    private Measured() {}

    /** Reports a value. */
    public static void report(String name, double value, double bytes) {
        System.out.println(MARK + name + "\t" + value + "\t" + bytes);
    }
}
