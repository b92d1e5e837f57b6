package io.vcr.benchmarks;

import java.util.Collections;
import java.util.List;

/**
 * A row of the table.
 *
 * @param name what {@code ./bench} is asked for
 * @param work what is done
 * @param unit of the values
 * @param memory what the second number of a subject is, empty if there is none
 * @param rounds how often ours and the limit are measured
 * @param goal what is wanted of ours
 * @param opener prepares the subjects
 */
record Row(String name, String work, String unit, String memory, int rounds, Goal goal, Stage.Opener opener) {

    /** Peers are further away than the noise is large. */
    private static final int ROUNDS_OF_OTHERS = 3;

    /** Measures all subjects in turn, forwards and backwards, so that a machine that gets slower is slower for all. */
    Table measure() throws Exception {
        Table table = new Table(this);
        Stage stage = opener.open();
        try (AutoCloseable resources = stage.resources()) {
            List<Subject> subjects = stage.subjects();
            for (int round = 0; round < rounds; round++) {
                for (Subject subject : subjects) {
                    if (round >= ROUNDS_OF_OTHERS && stage.others().contains(subject)) {
                        continue;
                    }
                    table.add(subject.label(), subject.measure());
                    System.err.print(".");
                }
                Collections.reverse(subjects);
            }
            return table.of(stage.ours().label(), stage.limit().label());
        } finally {
            System.err.println();
        }
    }
}
