/** The JUnit binding: a cassette for each test, saved only if the test passes, and a verdict line that says what it did. */
@NullMarked
package io.vcr.junit5;

import org.jspecify.annotations.NullMarked;
