/** The JUnit binding: a cassette for each test, which is saved only if the test passes, and a verdict line. */
@NullMarked
package io.vcr.junit5;

import org.jspecify.annotations.NullMarked;
