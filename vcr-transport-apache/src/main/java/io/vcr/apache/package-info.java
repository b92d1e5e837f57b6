/** Records and replays the calls of Apache HttpClient 5, classic and async. */
@NullMarked
package io.vcr.apache;

import org.jspecify.annotations.NullMarked;
