/** Makes a call once that several sessions of a cassette would make at the same time. */
@NullMarked
package io.vcr.internal.share;

import org.jspecify.annotations.NullMarked;
