/** Records and replays the calls of the Azure SDK for Java. */
@NullMarked
package io.vcr.azure;

import org.jspecify.annotations.NullMarked;
