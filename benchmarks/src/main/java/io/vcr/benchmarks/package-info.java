/** Benchmarks: ratios to lower limits that are measured in the same run. The rows and what measures them. Not published. */
@NullMarked
package io.vcr.benchmarks;

import org.jspecify.annotations.NullMarked;
