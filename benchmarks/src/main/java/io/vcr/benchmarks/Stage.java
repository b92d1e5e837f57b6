package io.vcr.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The subjects of a row, ready to be measured: their servers run and their cassettes are recorded.
 *
 * @param ours this library
 * @param limit the lower limit of the same work
 * @param others peers, and subjects that help to understand the numbers
 * @param resources closed after the last round
 */
record Stage(Subject ours, Subject limit, List<Subject> others, AutoCloseable resources) {

    /** A stage without preparation. */
    static Stage of(Subject ours, Subject limit, Subject... others) {
        return new Stage(ours, limit, List.of(others), () -> {});
    }

    List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>(List.of(limit, ours));
        subjects.addAll(others);
        return subjects;
    }

    /** Prepares the subjects of a row. */
    interface Opener {
        Stage open() throws Exception;
    }
}
