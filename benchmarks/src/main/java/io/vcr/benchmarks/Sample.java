package io.vcr.benchmarks;

/**
 * What one run of a subject gave.
 *
 * @param value in the unit of the row
 * @param bytes what the row says about memory, NaN if nothing
 */
record Sample(double value, double bytes) {}
