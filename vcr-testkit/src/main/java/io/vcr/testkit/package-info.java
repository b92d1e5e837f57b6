/** Contract kits: tests that every persister and every transport has to pass, to be run by their authors. */
@NullMarked
package io.vcr.testkit;

import org.jspecify.annotations.NullMarked;
