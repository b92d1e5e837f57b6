package io.vcr.benchmarks;

import java.util.Map;

/** Something that is measured, in a JVM of its own each time. Checks that it gives the right answer before it is. */
interface Subject {

    /** What the table calls it. */
    String label();

    /**
     * Measures it once.
     *
     * @return what it gave, by case; the only case of a row is {@code ""}
     * @throws Exception if it cannot be measured, or answers wrongly
     */
    Map<String, Sample> measure() throws Exception;
}
