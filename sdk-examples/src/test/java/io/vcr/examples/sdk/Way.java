package io.vcr.examples.sdk;

/** The ways in which an SDK can be asked. */
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

    Object ask(Sdk sdk, Runnable onPiece) throws Exception {
        return switch (this) {
            case SYNC -> sdk.sync();
            case ASYNC -> sdk.async();
            case STREAMING -> sdk.streaming(onPiece);
            case ASYNC_STREAMING -> sdk.asyncStreaming(onPiece);
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
