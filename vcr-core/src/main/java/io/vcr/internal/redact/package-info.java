/** The catalogue of credentials that have a shape, and the scanner that finds them in a text. */
@NullMarked
package io.vcr.internal.redact;

import org.jspecify.annotations.NullMarked;
