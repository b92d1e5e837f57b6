/** What providers of language models say that an exchange has used. */
@NullMarked
package io.vcr.internal.usage;

import org.jspecify.annotations.NullMarked;
