/** Records and replays the calls of the AWS SDK for Java. */
@NullMarked
package io.vcr.aws;

import org.jspecify.annotations.NullMarked;
