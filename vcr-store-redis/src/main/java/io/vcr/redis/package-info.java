/** A cache of cassettes in Redis that builds and laptops share. Its episodes expire. */
@NullMarked
package io.vcr.redis;

import org.jspecify.annotations.NullMarked;
