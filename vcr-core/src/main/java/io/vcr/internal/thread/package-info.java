/** Owns which session a thread works for, and how a task takes it along to another thread. */
@NullMarked
package io.vcr.internal.thread;

import org.jspecify.annotations.NullMarked;
