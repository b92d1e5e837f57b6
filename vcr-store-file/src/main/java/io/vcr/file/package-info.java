/** A store of cassettes in a directory, made to be committed beside the tests. */
@NullMarked
package io.vcr.file;

import org.jspecify.annotations.NullMarked;
