/** Immutable HTTP values, the same for every client library: what a transport maps to and from. */
@NullMarked
package io.vcr.http;

import org.jspecify.annotations.NullMarked;
