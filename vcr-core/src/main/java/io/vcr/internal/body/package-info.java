/** Reads and rewrites bodies: JSON, forms, parts, framing, and the end of a stream. */
@NullMarked
package io.vcr.internal.body;

import org.jspecify.annotations.NullMarked;
