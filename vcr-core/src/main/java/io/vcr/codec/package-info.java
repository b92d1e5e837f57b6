/** Encodes and decodes cassettes in vcrpy's file format, as YAML or JSON. */
@NullMarked
package io.vcr.codec;

import org.jspecify.annotations.NullMarked;
