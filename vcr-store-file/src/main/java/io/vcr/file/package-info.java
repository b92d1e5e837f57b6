/** A store of cassettes in a directory, which are committed with the tests. */
@NullMarked
package io.vcr.file;

import org.jspecify.annotations.NullMarked;
