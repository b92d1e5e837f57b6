package io.vcr.internal.body;

/**
 * A value that a client makes up and that the response repeats. Immutable.
 *
 * @param asked its place in the JSON body of the request
 * @param answered its place in the JSON body of the response
 */
public record EchoRule(JsonPath asked, JsonPath answered) {}
