/** What may be stored: the filters of a session and the search for secrets. */
@NullMarked
package io.vcr.internal.redact;

import org.jspecify.annotations.NullMarked;
