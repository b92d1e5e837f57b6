/** How credentials look: the catalogue of their shapes, and the scanner that finds them. */
@NullMarked
package io.vcr.internal.shape;

import org.jspecify.annotations.NullMarked;
