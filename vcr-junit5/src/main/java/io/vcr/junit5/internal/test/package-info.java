/** Owns what a test class tells without being run: its names, its module and the command that repeats it. */
@NullMarked
package io.vcr.junit5.internal.test;

import org.jspecify.annotations.NullMarked;
