package io.vcr.edge;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import java.net.http.HttpClient.Version;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInfo;

class EdgeContractTest {

    @Nested
    class Http1 extends EdgeContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return new EdgeTransportClient(attachment, Version.HTTP_1_1);
        }
    }

    /** Of Java 17 each request has a length, with which the edge grants no upgrade: there the rules hold over HTTP/1.1. */
    @Nested
    class Http2 extends EdgeContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return new EdgeTransportClient(attachment, Version.HTTP_2);
        }
    }

    /** What a server cannot do for a client that knows nothing of it. */
    abstract static class EdgeContract extends TransportContract {

        private static final Map<String, String> NOT_APPLICABLE = Map.ofEntries(
                Map.entry(
                        "T10 A close without a read finds the end that has already arrived",
                        "the session ends before the server learns that the client has closed"),
                Map.entry(
                        "T15 A body that can be read only once is sent as without the recorder",
                        "the edge sends each body with its length"),
                Map.entry(
                        "T10 A close finds the end that has already arrived",
                        "the session ends before the server learns that the client has closed"),
                Map.entry(
                        "T10 A stream that is closed in the middle is dropped, without waiting for the server",
                        "the session ends before the server learns that the client has closed; the exchange is dropped"),
                Map.entry(
                        "T10 A stream that is cancelled is dropped, and the reader learns of it",
                        "the session ends before the server learns that the client has closed; the exchange is dropped"),
                Map.entry(
                        "T10 A stream of events that the application closes ends at the server too",
                        "the server learns that the client has closed when the API sends something more"),
                Map.entry(
                        "T11 A network failure reaches the caller unchanged and is not recorded",
                        "the client gets the status 502"),
                Map.entry("T13 A refusal throws if it is configured to, once", "the client gets the status 502"),
                Map.entry(
                        "T19 A refused connection is recorded, and a replay fails the same way",
                        "the client gets the status 502, live and in a replay"),
                Map.entry(
                        "T19 A connection that is closed without a response is recorded, and a replay fails the same way",
                        "the client gets the status 502, live and in a replay"));

        @BeforeEach
        void skipWhatAServerCannotDo(TestInfo test) {
            if (NOT_APPLICABLE.containsKey(test.getDisplayName())) {
                throw notApplicable(NOT_APPLICABLE.get(test.getDisplayName()));
            }
        }
    }
}
