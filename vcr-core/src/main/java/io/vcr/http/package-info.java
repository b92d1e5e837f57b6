/** Immutable HTTP values that are the same for every client; a transport maps its messages to them and back. */
@NullMarked
package io.vcr.http;

import org.jspecify.annotations.NullMarked;
