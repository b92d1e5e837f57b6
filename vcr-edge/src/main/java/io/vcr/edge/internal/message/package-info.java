/** Owns how requests are read and responses are written. */
@NullMarked
package io.vcr.edge.internal.message;

import org.jspecify.annotations.NullMarked;
