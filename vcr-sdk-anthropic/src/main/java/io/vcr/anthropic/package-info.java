/** Records and replays the calls of anthropic-java. */
@NullMarked
package io.vcr.anthropic;

import org.jspecify.annotations.NullMarked;
