package io.vcr.cli;

import io.vcr.cli.internal.text.Console;
import java.time.Clock;
import java.util.Map;

/**
 * What surrounds a command. Immutable.
 *
 * @param console where it prints
 * @param environment the environment variables
 * @param clock what time it is
 */
record Invocation(Console console, Map<String, String> environment, Clock clock) {}
