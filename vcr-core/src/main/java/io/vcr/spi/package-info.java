/** The SPI for stores, matchers and filters: their interfaces, and the cassette. */
@NullMarked
package io.vcr.spi;

import org.jspecify.annotations.NullMarked;
