/** How the structure of a response differs from that of an earlier one. */
@NullMarked
package io.vcr.internal.drift;

import org.jspecify.annotations.NullMarked;
