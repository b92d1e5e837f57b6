/** Cassettes as bytes: vcrpy's file format, YAML or JSON, in both directions. */
@NullMarked
package io.vcr.codec;

import org.jspecify.annotations.NullMarked;
