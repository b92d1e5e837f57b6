/** Owns the report of a run over all of its JVMs: the files, the page and the summary. */
@NullMarked
package io.vcr.junit5.internal.report;

import org.jspecify.annotations.NullMarked;
