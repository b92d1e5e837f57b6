/** Streams of events, large bodies and WebSockets, in a JVM beside their server, and the heap that they take. */
@NullMarked
package io.vcr.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
