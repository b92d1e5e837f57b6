package io.vcr.benchmarks.peer;

import io.vcr.benchmarks.work.Samples;
import java.io.IOException;

/** Another tool that returns chat completions that were configured or recorded before. */
interface Peer extends AutoCloseable {

    /**
     * Makes one call, through the HTTP client that the tool supports.
     *
     * @param body a request of {@link Samples}
     * @return the response's body
     */
    byte[] ask(byte[] body) throws IOException;

    @Override
    void close() throws IOException;

    /** Starts a peer by its name in the table. */
    static Peer open(String name, int episodes) throws Exception {
        return switch (name) {
            case "MockWebServer" -> new MockWebServerPeer(episodes);
            case "WireMock" -> new WireMockPeer(episodes);
            case "MockServer" -> new MockServerPeer(episodes);
            case "recordo" -> RecordoPeer.overOkHttp();
            case "recordo-apache" -> RecordoPeer.overApache();
            case "EasyVCR" -> new EasyVcrPeer(episodes);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
