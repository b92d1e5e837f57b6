/** The contracts of adapters for HTTP clients and for clients of WebSockets, and what their authors implement. */
@NullMarked
package io.vcr.testkit;

import org.jspecify.annotations.NullMarked;
