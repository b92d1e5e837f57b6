package io.vcr.examples.sdk;

/** One SDK, asked in each of its ways. What it returns is of its own types, and equal if the answer is. Thread-safe. */
interface Sdk extends AutoCloseable {

    Object sync(String question) throws Exception;

    Object async(String question) throws Exception;

    /**
     * Reads a stream to its end.
     *
     * @param onPiece runs for each part of the text, before the next is asked for
     */
    Object streaming(String question, Runnable onPiece) throws Exception;

    Object asyncStreaming(String question, Runnable onPiece) throws Exception;

    /** The same client, whose requests name their cassette. */
    Sdk forCassette(String cassette);

    @Override
    void close();
}
