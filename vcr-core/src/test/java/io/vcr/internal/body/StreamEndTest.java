package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEndTest {

    private static final Headers SSE = Headers.of("Content-Type", "text/event-stream; charset=utf-8");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {}\n\ndata: [DONE]\n\n",
                "data: {}\n\ndata: [DONE]",
                "data: {}\r\n\r\ndata: [DONE]\r\n\r\n",
                "data:[DONE]\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                "data: {\"type\":\"message_stop\"}\n\n",
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n",
                "event: response.failed\ndata: {}\n\n",
                "event: response.incomplete\ndata: {}\n\n",
                "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n",
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":1}}\n\n"
            })
    void aTerminalEventEndsAStream(String stream) {
        assertThat(isTerminal(stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "data: {}\n\n",
                "data: [DONE",
                "data: [DONE]\n\ndata: {\"more\":1}\n\n",
                "data: {\"text\":\"[DONE]\"}\n\n",
                "data: {\"text\":\"message_stop\"}\n\n",
                "data: {\"delta\":{\"type\":\"message_stop\"}}\n\n",
                "event: message_stop\n",
                "event: message_stop\ndata: {\"type\":\"mess",
                "event: message_delta\ndata: {}\n\n",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\\"finishReason\\\"\"}]}}]}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"id\":1}}\n\n",
                "data: {\"id\":1,\"result\":{}}\n\n",
                ": keep-alive\n\n"
            })
    void anythingElseDoesNot(String stream) {
        assertThat(isTerminal(stream)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'model':'m','message':{},'done':false}NL{'model':'m','message':{},'done': true,'done_reason':'stop'}NL | true",
                "{'model':'m','message':{},'done':true}CRNL | true",
                "{'model':'m','message':{},'done':true} | false",
                "{'model':'m','message':{},'done':false}NL | false",
                "{'model':'m','message':{},'done':true}NL{'model':'m','message':{} | false",
                "{'model':'m','message':{'done':true},'done':false}NL | false",
                "{'title':'a','done':true}NL | false",
                "NL | false"
            })
    void ollamasLastLineEndsAStreamOfLines(String stream, boolean terminal) {
        String text = stream.replace('\'', '"').replace("CRNL", "\r\n").replace("NL", "\n");

        assertThat(StreamEnd.isTerminal(Headers.of("Content-Type", "application/x-ndjson"), Body.of(text)))
                .isEqualTo(terminal);
    }

    @Test
    void aLargeTerminalEventIsSeenAsAWhole() {
        String text = "x".repeat(300_000);

        assertThat(isTerminal(
                        "data: {}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"text\":\""
                                + text + "\"}\n\n"))
                .isTrue();
    }

    @Test
    void otherTypesHaveNoTerminalEvent() {
        assertThat(StreamEnd.isTerminal(Headers.of("Content-Type", "text/plain"), Body.of("data: [DONE]\n\n")))
                .isFalse();
        assertThat(StreamEnd.isTerminal(Headers.EMPTY, Body.of("data: [DONE]\n\n")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: message_start\ndata: {}\n\n",
                "event: message_start\r\ndata: {}\r\n\r\nevent: content_block_delta\r\ndata: {}\r\n\r\n",
                "event: message_start\ndata: {}\n\nevent: message_stop\ndata: {\"type\":\"mess",
                "event: message_start\ndata: {}\n\nevent: error\ndata: {}\n\nevent: ping\ndata: {}\n\n",
                "event: response.created\ndata: {}\n\nevent: response.output_text.delta\ndata: {}\n\n"
            })
    void aStreamWithoutTheEndThatItsFirstEventAnnouncesIsCut(String stream) {
        assertThat(isCut(stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: {}\n\n",
                "data: {\"object\":\"chat.completion.chunk\"}\n\n",
                "event: message\ndata: {}\n\n",
                "event: message_start\ndata: {}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                "event: message_start\ndata: {}\n\nevent: error\ndata: {\"type\":\"error\"}\n\n",
                "event: response.created\ndata: {}\n\nevent: response.failed\ndata: {}\n\n"
            })
    void anyOtherStreamIsNot(String stream) {
        assertThat(isCut(stream)).isFalse();
    }

    private static boolean isCut(String stream) {
        return StreamEnd.isCut(SSE, () -> Body.of(stream));
    }

    private static boolean isTerminal(String stream) {
        return StreamEnd.isTerminal(SSE, Body.of(stream));
    }
}
