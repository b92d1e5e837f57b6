/** Owns the settings: their names and values, and which tests they name. */
@NullMarked
package io.vcr.junit5.internal.setting;

import org.jspecify.annotations.NullMarked;
