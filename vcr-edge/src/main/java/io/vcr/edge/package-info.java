/** Records and replays for clients in other processes: an HTTP server in front of APIs. */
@NullMarked
package io.vcr.edge;

import org.jspecify.annotations.NullMarked;
