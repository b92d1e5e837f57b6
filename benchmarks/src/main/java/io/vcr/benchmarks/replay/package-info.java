/** Calls in a warm JVM: replayed, looked up and recorded. */
@NullMarked
package io.vcr.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
