package io.vcr.internal.shape;

/**
 * A kind of credential. Immutable.
 *
 * @param id its name in {@code shapes.tsv}, such as {@code slack-bot-token}
 * @param label what to call it in a message, with its article
 */
public record Kind(String id, String label) {}
