/** The command line over cassettes: one class for each command. */
@NullMarked
package io.vcr.cli;

import org.jspecify.annotations.NullMarked;
