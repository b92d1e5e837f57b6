package io.vcr.benchmarks;

import java.util.Collections;
import java.util.List;

/**
 * A row of the table.
 *
 * @param name the argument of {@code ./bench}
 * @param work the measured work
 * @param unit the unit of the values
 * @param memory the meaning of the second number of a subject, empty if there is none
 * @param rounds the number of measurements of this library and of the limit
 * @param goal the goal of this library
 * @param opener prepares the subjects
 */
record Row(String name, String work, String unit, String memory, int rounds, Goal goal, Stage.Opener opener) {

    /** One round for the others, because they decide no verdict. */
    private static final int ROUNDS_OF_OTHERS = 1;

    /** Measures all subjects in turn, forwards and backwards, so that a machine that slows down affects all of them. */
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
