/** Owns what a project sets: its settings, its build files, and what is wrong with them. */
@NullMarked
package io.vcr.cli.internal.project;

import org.jspecify.annotations.NullMarked;
