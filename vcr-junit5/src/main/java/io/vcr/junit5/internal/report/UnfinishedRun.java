package io.vcr.junit5.internal.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run that nobody has summed up, because its last JVM was killed or has crashed. Immutable.
 *
 * @param run the id of the run
 * @param summary what its JVMs have written until then
 */
record UnfinishedRun(String run, RunSummary summary) {

    /**
     * A JVM that has taken part in a run.
     *
     * @param identity its identity
     * @param part what it has written
     */
    record Jvm(RunIdentity identity, ReportPart part) {

        boolean isAlive() {
            return identity.isAlive(part.began());
        }
    }

    /**
     * Finds the runs among the parts of other runs of which all JVMs have ended and the last one has not said so. A run whose
     * JVMs have reported nothing is none.
     */
    static List<UnfinishedRun> among(List<Jvm> jvms, Prices prices) {
        Map<String, List<Jvm>> byRun = new TreeMap<>();
        for (Jvm jvm : jvms) {
            byRun.computeIfAbsent(jvm.identity.run(), run -> new ArrayList<>()).add(jvm);
        }
        List<UnfinishedRun> unfinished = new ArrayList<>();
        byRun.forEach((run, all) -> {
            List<ReportPart> parts = all.stream().map(Jvm::part).toList();
            if (all.stream().noneMatch(Jvm::isAlive) && !parts.stream().allMatch(ReportPart::isOver)) {
                RunSummary summary = ReportPart.summary(parts, prices);
                if (!summary.isEmpty()) {
                    unfinished.add(new UnfinishedRun(run, summary));
                }
            }
        });
        return unfinished;
    }

    /** The line for the log of the next run. It holds no check: that would be taken for the one of the next run. */
    String warning(Path report) {
        Optional<String> last = summary.attempts().stream()
                .max(Comparator.comparingLong(TestReport::endedAt))
                .map(TestReport::test);
        return "[VCR WARNING] the run before did not end, because a JVM was killed or crashed: "
                + summary.counted() + "; provider calls " + summary.calls()
                + last.map(test -> "; the last test was " + test).orElse("") + "; see " + report;
    }
}
