package io.vcr.junit5.internal.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies the run of a JVM and its part of the run. Immutable.
 *
 * @param run the id of the run, the same for all its forks and different for the next run
 * @param pid the process id of this JVM
 * @param part the number of the part, if this JVM has several
 */
record RunIdentity(String run, long pid, int part) {

    /**
     * Surefire and Failsafe pass to each fork the time at which the build loaded them and its number, such as
     * {@code 2026-11-21T13-41-55_205-jvmRun2} (3.6.1). The parent process cannot identify the run, because each fork
     * has a shell of its own as its parent.
     */
    private static final Pattern FORK =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d_\\d{3})-jvmRun\\d+");

    /** Linux knows when a process began by a clock that a time server may set meanwhile. */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

    private static final AtomicInteger PARTS = new AtomicInteger();

    /** The configured run, else the run of the fork, else this JVM alone. */
    static RunIdentity of(Optional<String> configured, String command, ProcessHandle process) {
        int part = PARTS.incrementAndGet();
        Matcher fork = FORK.matcher(command);
        String run = configured
                .map(name -> name.replaceAll("[^A-Za-z0-9_-]", "_"))
                .or(() -> fork.find() ? Optional.of(fork.group(1)) : Optional.empty())
                .orElseGet(() -> "jvm-" + process.pid() + "-"
                        + process.info()
                                .startInstant()
                                .map(start -> start.toEpochMilli())
                                .orElse(0L)
                        + "-" + part);
        return new RunIdentity(run, process.pid(), part);
    }

    String fileName() {
        return run + "." + pid + "." + part + ".jsonl";
    }

    /** The identity in the name of a file; empty if the name is not that of a part. */
    static Optional<RunIdentity> in(String fileName) {
        String[] pieces = fileName.split("\\.", -1);
        try {
            return pieces.length == 4 && pieces[3].equals("jsonl")
                    ? Optional.of(new RunIdentity(pieces[0], Long.parseLong(pieces[1]), Integer.parseInt(pieces[2])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether the JVM runs that has written a part. Another process may have its id by now: containers give out the same
     * ones again and again. Such a process began after the part.
     *
     * @param began when the part began; if that is not known, the id alone counts
     */
    boolean isAlive(Optional<Instant> began) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        Optional<Instant> started = process.flatMap(found -> found.info().startInstant());
        boolean isAnother = began.isPresent()
                && started.isPresent()
                && started.get().isAfter(began.get().plus(CLOCK_STEP));
        return process.isPresent() && !isAnother;
    }
}
