/** What the agent sees beyond the adapters: connections that no session knows of. */
@NullMarked
package io.vcr.guard;

import org.jspecify.annotations.NullMarked;
