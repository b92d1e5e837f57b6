/** Finds the episode that matches a request, and explains a miss. */
@NullMarked
package io.vcr.internal.match;

import org.jspecify.annotations.NullMarked;
