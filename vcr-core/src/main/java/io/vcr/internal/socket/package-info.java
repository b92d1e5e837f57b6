/** Conversations over WebSockets: what a client sends, compared with what it sent when the conversation was recorded. */
@NullMarked
package io.vcr.internal.socket;

import org.jspecify.annotations.NullMarked;
