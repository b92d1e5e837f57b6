/** Records and replays the calls of Apache HttpClient 4.5 and HttpAsyncClient 4.1. */
@NullMarked
package io.vcr.apache4;

import org.jspecify.annotations.NullMarked;
