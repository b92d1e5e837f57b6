/** Owns what the core shares with the agent: a map among the system properties. */
@NullMarked
package io.vcr.internal.agent;

import org.jspecify.annotations.NullMarked;
