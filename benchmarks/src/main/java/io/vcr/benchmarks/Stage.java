package io.vcr.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The subjects of a row, ready to be measured: their servers run, their cassettes are recorded.
 *
 * @param ours this library
 * @param limit the least that the same work takes
 * @param others peers, and what helps to understand the numbers
 * @param resources closed behind the last round
 */
record Stage(Subject ours, Subject limit, List<Subject> others, AutoCloseable resources) {

    /** Nothing to prepare. */
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
