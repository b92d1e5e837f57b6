/** Records and replays the calls of Spring's HTTP clients. */
@NullMarked
package io.vcr.spring;

import org.jspecify.annotations.NullMarked;
