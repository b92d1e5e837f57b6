/** What the measured programs share: a chat completion, its clients and cassettes, and the least work that it takes. */
@NullMarked
package io.vcr.benchmarks.work;

import org.jspecify.annotations.NullMarked;
