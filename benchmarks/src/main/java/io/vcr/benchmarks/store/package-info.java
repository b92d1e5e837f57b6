/** Cassettes on their way from and to a store. */
@NullMarked
package io.vcr.benchmarks.store;

import org.jspecify.annotations.NullMarked;
