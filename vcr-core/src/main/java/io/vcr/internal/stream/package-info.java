/** Copies the bytes of a response while a client reads them, and replays them. */
@NullMarked
package io.vcr.internal.stream;

import org.jspecify.annotations.NullMarked;
