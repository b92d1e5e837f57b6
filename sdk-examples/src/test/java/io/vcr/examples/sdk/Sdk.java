package io.vcr.examples.sdk;

/** One SDK, asked the same question in each of its ways. What it returns is of its own types, and equal if the answer is. */
interface Sdk extends AutoCloseable {

    String QUESTION = "What is the weather in Paris?";

    Object sync() throws Exception;

    Object async() throws Exception;

    /**
     * Reads a stream to its end.
     *
     * @param onPiece runs for each part of the stream, before the next is asked for
     */
    Object streaming(Runnable onPiece) throws Exception;

    Object asyncStreaming(Runnable onPiece) throws Exception;

    @Override
    void close();
}
