/** Records and replays the calls of OkHttp clients. */
@NullMarked
package io.vcr.okhttp;

import org.jspecify.annotations.NullMarked;
