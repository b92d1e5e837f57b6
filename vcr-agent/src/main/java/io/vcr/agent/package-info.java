/** Weaves calls of adapters into HTTP clients when a JVM loads them. */
@NullMarked
package io.vcr.agent;

import org.jspecify.annotations.NullMarked;
