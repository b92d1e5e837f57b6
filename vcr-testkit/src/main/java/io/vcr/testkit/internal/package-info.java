/** What the contracts share and their authors do not use: the threads of a test, and the way out of a rule. */
@NullMarked
package io.vcr.testkit.internal;

import org.jspecify.annotations.NullMarked;
