/**
 * Records HTTP exchanges once and replays them.
 *
 * <p>A test author starts with {@link io.vcr.Vcr}, a transport author with {@link io.vcr.Session}, a store author with
 * {@link io.vcr.spi.Persister}.
 */
@NullMarked
package io.vcr;

import org.jspecify.annotations.NullMarked;
