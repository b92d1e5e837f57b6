/** How a body is read and written: JSON, forms, parts, framing, and where a stream ends. */
@NullMarked
package io.vcr.internal.body;

import org.jspecify.annotations.NullMarked;
