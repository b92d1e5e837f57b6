/** The parts that all adapters of HTTP clients share, from the decision on a request to the end of its response. */
@NullMarked
package io.vcr.transport;

import org.jspecify.annotations.NullMarked;
