/** Owns the WebSockets of clients, and how frames reach them. */
@NullMarked
package io.vcr.edge.internal.socket;

import org.jspecify.annotations.NullMarked;
