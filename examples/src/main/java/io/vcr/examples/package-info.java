/** A small application that calls an LLM, and a provider that answers it. */
@NullMarked
package io.vcr.examples;

import org.jspecify.annotations.NullMarked;
