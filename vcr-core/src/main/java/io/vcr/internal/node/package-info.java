/** The tree of a YAML or JSON document, and its text as Python writes it. */
@NullMarked
package io.vcr.internal.node;

import org.jspecify.annotations.NullMarked;
