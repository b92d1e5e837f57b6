package io.vcr.okhttp;

import static io.vcr.okhttp.FlowFixture.field;
import static io.vcr.okhttp.FlowFixture.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of MCP (streamable HTTP), whose ids begin with a random prefix, and which drop what has another id. */
class McpFlowsTest {

    private static final String OK = "200 OK";

    @TempDir
    private Path directory;

    private FlowFixture flows;

    @BeforeEach
    void start() {
        flows = new FlowFixture(directory);
        flows.server.on("/mcp", McpFlowsTest::answer);
    }

    @AfterEach
    void close() {
        flows.close();
    }

    /** Answers an initialisation and lists in JSON, calls in events, and accepts what needs no answer. */
    private static void answer(LoopbackServer.Received request, LoopbackServer.Wire wire) throws IOException {
        String call = request.text();
        if (!call.contains("\"method\"") || !call.contains("\"id\"")) {
            wire.respond("202 Accepted", "", "");
        } else if (call.startsWith("[")) {
            List<String> ids = ids(call);
            wire.respond(
                    OK,
                    "Content-Type: application/json",
                    "[" + result(ids.get(1), "2") + "," + result(ids.get(0), "1") + "]");
        } else if (call.contains("tools/call")) {
            String id = ids(call).get(0);
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk(
                    "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n");
            wire.chunk("data: {\"jsonrpc\":\"2.0\",\"id\":\"server-1\",\"method\":\"ping\"}\n\n");
            wire.chunk("event: message\nid: 3\ndata: " + result(id, field(call, "text") + "!") + "\n\n");
            wire.lastChunk();
        } else {
            String session = call.contains("initialize") ? "\nMcp-Session-Id: " + UUID.randomUUID() : "";
            wire.respond(
                    OK,
                    "Content-Type: application/json" + session,
                    result(ids(call).get(0), field(call, "method")));
        }
    }

    private static String result(String id, String text) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"text\":\"" + text + "\"}}";
    }

    private static List<String> ids(String call) {
        return java.util.regex.Pattern.compile("\"id\":(\"[^\"]*\"|\\d+)")
                .matcher(call)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** A client as those of the SDKs: it knows what it has asked. */
    private final class Client {

        private final OkHttpClient http;
        private final boolean counts;
        private final String prefix = UUID.randomUUID().toString().substring(0, 8) + "-";
        private int next = (int) (Math.random() * 1000);
        private String session = "";

        Client(OkHttpClient http, boolean counts) {
            this.http = http;
            this.counts = counts;
        }

        String id() {
            next++;
            return counts ? "" + next : "\"" + prefix + next + "\"";
        }

        String call(String method, String params) throws IOException {
            String id = id();
            String body =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"id\":%s,\"params\":{%s}}".formatted(method, id, params);
            for (String message : messages(send(body))) {
                if (message.contains("\"id\":" + id) && message.contains("\"result\"")) {
                    return field(message, "text");
                }
                if (message.contains("\"method\":\"ping\"")) {
                    send("{\"jsonrpc\":\"2.0\",\"id\":\"" + field(message, "id") + "\",\"result\":{}}");
                }
            }
            return "no answer to " + id;
        }

        String batch() throws IOException {
            String one = id();
            String two = id();
            String answers = send(
                    "[{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":%s},{\"jsonrpc\":\"2.0\",\"method\":\"b\",\"id\":%s}]"
                            .formatted(one, two));
            return group(answers, "\"id\":" + one + ",[^}]*\"text\":\"(.)")
                    + group(answers, "\"id\":" + two + ",[^}]*\"text\":\"(.)");
        }

        String send(String body) throws IOException {
            Request.Builder request = flows.json("/mcp", body).header("Accept", "application/json, text/event-stream");
            if (!session.isEmpty()) {
                request.header("Mcp-Session-Id", session);
            }
            try (Response response = http.newCall(request.build()).execute()) {
                session = response.header("Mcp-Session-Id", session);
                return response.body().string();
            }
        }
    }

    private static List<String> messages(String body) {
        if (!body.contains("data:")) {
            return List.of(body);
        }
        List<String> messages = new ArrayList<>();
        for (String line : body.split("\n")) {
            if (line.startsWith("data:")) {
                messages.add(line.substring("data:".length()));
            }
        }
        return messages;
    }

    private String converse(OkHttpClient http, boolean counts) throws IOException {
        Client client = new Client(http, counts);
        List<String> answers = new ArrayList<>();
        answers.add(client.call("initialize", "\"protocolVersion\":\"2025-06-18\""));
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        answers.add(client.call("tools/list", ""));
        answers.add(client.call("tools/call", "\"text\":\"first\""));
        answers.add(client.call("tools/call", "\"text\":\"second\""));
        answers.add(client.call("tools/call", "\"text\":\"first\""));
        answers.add(client.batch());
        return answers.toString();
    }

    @Test
    void idsWithARandomPrefixAreAnswered() throws Exception {
        String cassette = flows.bothWays((http, password) -> converse(http, false));

        assertThat(flows.server.requests()).hasSize(10);
        assertThat(cassette).contains("notifications/progress");
    }

    @Test
    void idsThatCountOnAreAnswered() throws Exception {
        String cassette = flows.bothWays((http, password) -> {
            String answers = converse(http, true);
            assertThat(answers).isEqualTo("[initialize, tools/list, first!, second!, first!, 12]");
            return answers;
        });

        assertThat(cassette).contains("tools/call");
    }
}
