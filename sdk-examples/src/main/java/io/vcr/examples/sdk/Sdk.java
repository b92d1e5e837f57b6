package io.vcr.examples.sdk;

/**
 * One SDK, asked in those of the ways that it has. What it returns is of its own types, and equal if the answer is.
 * Thread-safe.
 */
interface Sdk extends AutoCloseable {

    Object sync(String question) throws Exception;

    default Object async(String question) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a stream to its end.
     *
     * @param onPiece runs for each part of the text, before the next is asked for
     */
    default Object streaming(String question, Runnable onPiece) throws Exception {
        throw new UnsupportedOperationException();
    }

    default Object asyncStreaming(String question, Runnable onPiece) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** The same client, whose requests name their cassette. */
    default Sdk forCassette(String cassette) {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();
}
