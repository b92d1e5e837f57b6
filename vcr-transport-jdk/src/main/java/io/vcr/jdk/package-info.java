/** Records and replays the calls of the clients of the JDK: java.net.http and HttpURLConnection. */
@NullMarked
package io.vcr.jdk;

import org.jspecify.annotations.NullMarked;
