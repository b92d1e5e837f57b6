/** Tests of JUnit, whose responses come from this library or from another tool. */
@NullMarked
package io.vcr.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
