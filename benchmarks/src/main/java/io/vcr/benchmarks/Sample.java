package io.vcr.benchmarks;

/**
 * The result of one run of a subject.
 *
 * @param value the value in the unit of the row
 * @param bytes the memory, NaN if the row has none
 */
record Sample(double value, double bytes) {}
