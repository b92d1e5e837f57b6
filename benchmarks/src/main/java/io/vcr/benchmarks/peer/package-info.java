/** Other tools, and their replays in a warm JVM. */
@NullMarked
package io.vcr.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
