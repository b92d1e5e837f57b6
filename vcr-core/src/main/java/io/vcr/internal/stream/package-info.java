/** How the bytes of a response are taken while a client reads them, and given again. */
@NullMarked
package io.vcr.internal.stream;

import org.jspecify.annotations.NullMarked;
