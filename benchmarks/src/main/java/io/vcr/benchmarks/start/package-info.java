/** The start of a JVM, and its first replay. */
@NullMarked
package io.vcr.benchmarks.start;

import org.jspecify.annotations.NullMarked;
