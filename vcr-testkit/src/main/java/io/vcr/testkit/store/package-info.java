/** The contract of stores, and what their authors use to run it. */
@NullMarked
package io.vcr.testkit.store;

import org.jspecify.annotations.NullMarked;
