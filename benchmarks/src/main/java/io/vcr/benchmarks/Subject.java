package io.vcr.benchmarks;

import java.util.Map;

/** A measured program, in a new JVM each time. It checks its result before the measurement. */
interface Subject {

    /** The name in the table. */
    String label();

    /**
     * Measures the subject once.
     *
     * @return the results by case; the only case of a row is {@code ""}
     * @throws Exception if the subject cannot be measured, or gives a wrong result
     */
    Map<String, Sample> measure() throws Exception;
}
