/** What must be equal: the index of a cassette, and the explanation of a miss. */
@NullMarked
package io.vcr.internal.match;

import org.jspecify.annotations.NullMarked;
