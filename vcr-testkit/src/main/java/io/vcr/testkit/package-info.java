/** Contract tests for persisters and transports, which their authors extend and run. */
@NullMarked
package io.vcr.testkit;

import org.jspecify.annotations.NullMarked;
