/** What a store, a matcher or a filter is written against: the cassette and the three interfaces around it. */
@NullMarked
package io.vcr.spi;

import org.jspecify.annotations.NullMarked;
