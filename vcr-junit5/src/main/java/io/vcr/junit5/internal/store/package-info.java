/** Owns the configured store: when it is opened, and what its cassettes say of their tests. */
@NullMarked
package io.vcr.junit5.internal.store;

import org.jspecify.annotations.NullMarked;
