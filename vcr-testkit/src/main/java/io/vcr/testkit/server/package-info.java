/** A server whose scripts break HTTP/1.1, HTTP/2 and WebSockets on purpose. */
@NullMarked
package io.vcr.testkit.server;

import org.jspecify.annotations.NullMarked;
