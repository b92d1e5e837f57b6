package io.vcr.examples.sdk;

/** The ways in which an SDK can be called. */
enum Way {
    SYNC("sync", false),
    ASYNC("async", false),
    STREAMING("streaming", true),
    ASYNC_STREAMING("async streaming", true);

    private final String label;
    private final boolean streams;

    Way(String label, boolean streams) {
        this.label = label;
        this.streams = streams;
    }

    boolean streams() {
        return streams;
    }

    Object ask(Sdk sdk) throws Exception {
        return ask(sdk, "What is the weather in Paris?", () -> {});
    }

    Object ask(Sdk sdk, String question, Runnable onPiece) throws Exception {
        return switch (this) {
            case SYNC -> sdk.sync(question);
            case ASYNC -> sdk.async(question);
            case STREAMING -> sdk.streaming(question, onPiece);
            case ASYNC_STREAMING -> sdk.asyncStreaming(question, onPiece);
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
