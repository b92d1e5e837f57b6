package io.vcr.edge;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.SocketClient;
import io.vcr.testkit.SocketContract;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

class EdgeSocketContractTest extends SocketContract {

    private static final String UNREACHABLE = "the client gets the status 502";
    private static final String CLOSED = "the client gets a closing frame with the code 1008";

    private static final Map<String, String> NOT_APPLICABLE = Map.of(
            "S9 A connection that is cut is cut at the same message in a replay, if failures are recorded",
            "the client of the JDK loses an end that comes with a message, and waits for ever",
            "S9 A handshake that fails reaches the application unchanged, and is not recorded",
            UNREACHABLE,
            "S12 A message that differs fails the socket, with the difference in the exception",
            CLOSED,
            "S12 A message after the last recorded one fails the socket",
            CLOSED,
            "S12 Bytes do not match a text",
            CLOSED,
            "S13 A refused handshake fails with the message if it is configured to",
            UNREACHABLE);

    @BeforeEach
    void skipWhatAServerCannotDo(TestInfo test) {
        String reason = NOT_APPLICABLE.get(test.getDisplayName());
        if (reason != null) {
            throw notApplicable(reason);
        }
    }

    @Override
    protected SocketClient client(Attachment attachment) {
        return new EdgeSocketClient(attachment);
    }
}
