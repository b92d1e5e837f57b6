/** Owns what people and programs read: lines, tables of quantities, transcripts and JSON. */
@NullMarked
package io.vcr.cli.internal.text;

import org.jspecify.annotations.NullMarked;
