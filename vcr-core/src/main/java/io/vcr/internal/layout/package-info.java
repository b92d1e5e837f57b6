/** The layouts of cassettes that are read: how the document of a tool becomes episodes. */
@NullMarked
package io.vcr.internal.layout;

import org.jspecify.annotations.NullMarked;
