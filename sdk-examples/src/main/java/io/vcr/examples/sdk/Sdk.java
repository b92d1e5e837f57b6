package io.vcr.examples.sdk;

/**
 * One SDK, called in each of its ways. It returns values of its own types, which are equal for equal responses.
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
     * @param onPiece runs for each part of the text, before the next part is read
     */
    default Object streaming(String question, Runnable onPiece) throws Exception {
        throw new UnsupportedOperationException();
    }

    default Object asyncStreaming(String question, Runnable onPiece) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** The same client, with the name of a cassette in its requests. */
    default Sdk forCassette(String cassette) {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();
}
