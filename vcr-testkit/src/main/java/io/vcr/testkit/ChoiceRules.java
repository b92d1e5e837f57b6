package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.server.LoopbackServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for requests that differ only in what selects the response (T18). */
abstract class ChoiceRules extends MessageRules {

    private static final byte[] FILE = new byte[1000];

    static {
        for (int i = 0; i < FILE.length; i++) {
            FILE[i] = (byte) ((i * 31) >> 2);
        }
    }

    @Test
    @DisplayName("T18 Each part of a file is answered by its own bytes, in any order")
    void t18EachPartOfAFileIsAnsweredByItsOwnBytes() throws Exception {
        server.on("/file", (request, wire) -> {
            int from = from(request.headers());
            wire.respond(
                    "206 Partial Content",
                    "Content-Range: bytes " + from + "-" + (from + 99) + "/1000",
                    Arrays.copyOfRange(FILE, from, from + 100));
        });
        List<ClientRequest> parts = IntStream.range(0, 10)
                .mapToObj(part -> get("/file").with("Range", "bytes=" + part * 100 + "-" + (part * 100 + 99)))
                .toList();

        isAnsweredInAnyOrder(parts);
    }

    private static int from(Headers headers) {
        String range = headers.first("Range").orElse("bytes=0-");
        return Integer.parseInt(range.substring(range.indexOf('=') + 1, range.indexOf('-')));
    }

    @Test
    @DisplayName("T18 An operation that stands in a header is answered by its own response")
    void t18AnOperationInAHeaderIsAnsweredByItsOwnResponse() throws Exception {
        server.on("/", (request, wire) -> wire.respond("200 OK", "", answer(request, "X-Amz-Target", "SOAPAction")));
        List<ClientRequest> calls = Stream.of("GetItem", "ListTables", "DeleteTable", "DescribeTable")
                .flatMap(name -> Stream.of(
                        call().with("X-Amz-Target", "DynamoDB_20120810." + name),
                        call().with("SOAPAction", "\"urn:" + name + "\"")))
                .toList();

        isAnsweredInAnyOrder(calls);
    }

    private ClientRequest call() {
        return post("/", Upload.of("application/json", Body.of("{}")));
    }

    private static String answer(LoopbackServer.Received request, String... names) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            String value = request.headers().first(name).orElse("");
            values.add(name + "=" + value.split("-", 2)[0]); // without the secret, which a replay does not show
        }
        return request.target() + " " + values;
    }

    @Test
    @DisplayName("T18 Forms, languages, conditions and callers are answered by their own responses")
    void t18WhatSelectsIsAnsweredByItsOwnResponse() throws Exception {
        String[] names = {"Accept", "Accept-Language", "If-None-Match", "Authorization", "X-Feature"};
        server.on(
                "/view", (request, wire) -> wire.respond("200 OK", "Vary: Accept, X-Feature", answer(request, names)));

        isAnsweredInAnyOrder(List.of(
                get("/view").with("Accept", "text/csv"),
                get("/view").with("Accept", "application/json"),
                get("/view").with("Accept", "text/csv", "Accept-Language", "de"),
                get("/view").with("Accept", "text/csv", "Accept-Language", "en"),
                get("/view").with("Accept", "text/csv", "If-None-Match", "\"a\""),
                get("/view").with("Accept", "text/csv", "Authorization", "Bearer alice-0123456789abcdef"),
                get("/view").with("Accept", "text/csv", "Authorization", "Bearer bob-0123456789abcdef"),
                get("/view").with("Accept", "text/csv", "X-Feature", "on")));
    }

    @Test
    @DisplayName("T18 A request with an operation that was not recorded is refused")
    void t18AnOperationThatWasNotRecordedIsRefused() throws Exception {
        server.on("/", (request, wire) -> wire.respond("200 OK", "", "described"));

        record(client -> fetch(client, call().with("X-Amz-Target", "DynamoDB_20120810.DescribeTable")));
        replay(client -> assertThat(fetch(client, call().with("X-Amz-Target", "DynamoDB_20120810.DeleteTable"))
                        .status())
                .isEqualTo(400));
    }

    private void isAnsweredInAnyOrder(List<ClientRequest> requests) throws Exception {
        List<String> recorded = new ArrayList<>();
        List<String> replayed = new ArrayList<>();
        List<ClientRequest> reversed = new ArrayList<>(requests);
        Collections.reverse(reversed);

        record(client -> {
            for (ClientRequest request : requests) {
                recorded.add(hex(fetch(client, request)));
            }
        });
        replay(client -> {
            for (ClientRequest request : reversed) {
                replayed.add(0, hex(fetch(client, request)));
            }
        });

        assertThat(recorded).doesNotHaveDuplicates();
        assertThat(replayed).isEqualTo(recorded);
    }

    private static String hex(Seen seen) {
        return HexFormat.of().formatHex(seen.body().bytes());
    }
}
