/** Owns where cassettes come from: files, stores, revisions of git, and what tests and reports say of them. */
@NullMarked
package io.vcr.cli.internal.source;

import org.jspecify.annotations.NullMarked;
