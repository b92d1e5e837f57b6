/** The cassette cache that builds and laptops share: cassettes in Redis, which expire. */
@NullMarked
package io.vcr.redis;

import org.jspecify.annotations.NullMarked;
