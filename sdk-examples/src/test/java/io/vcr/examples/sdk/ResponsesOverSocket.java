package io.vcr.examples.sdk;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.ResponseConnection;
import com.openai.models.responses.ResponsesClientEvent;
import com.openai.models.responses.ResponsesClientEvent.ResponseCreate;
import com.openai.models.responses.ResponsesServerEvent;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Responses of openai-java over a WebSocket: a call of a tool, and its answer on the same socket. Knows nothing of the recorder. */
final class ResponsesOverSocket {

    private ResponsesOverSocket() {}

    /** Arguments: the directory of the cassette, the record mode, the URL of the provider. */
    public static void main(String[] args) {
        Session session = Vcr.builder(FilePersister.of(Path.of(args[0])))
                .environment(Map.of())
                .mode(RecordMode.of(args[1]))
                .ignoreLocalhost(false)
                .build()
                .open("responses");
        String said;
        try {
            said = talk(args[2]);
        } catch (RuntimeException e) {
            said = "failed " + e;
        }
        Report report = session.finish(Outcome.PASSED);
        System.out.println("RESULT " + report.verdict() + " " + said.replace('\n', ' '));
        System.exit(0);
    }

    private static String talk(String url) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey("no-key-needed")
                .build();
        try (ResponseConnection connection = client.responses().connect()) {
            connection.send(asked(JsonValue.from("Is it raining in Ulm?")));
            String tool = text(connection);
            connection.send(asked(JsonValue.from(
                    List.of(Map.of("type", "function_call_output", "call_id", "call_0001", "output", "no")))));
            return tool + " " + text(connection);
        }
    }

    private static ResponsesClientEvent asked(JsonValue input) {
        return ResponsesClientEvent.ofResponseCreate(ResponseCreate.builder()
                .model("gpt-small")
                .putAdditionalProperty("input", input)
                .build());
    }

    /** What the answer says, to its end. */
    private static String text(ResponseConnection connection) {
        StringBuilder text = new StringBuilder();
        while (true) {
            ResponsesServerEvent event = connection.receive();
            if (event == null) {
                return text + "(the socket has ended)";
            }
            event.responseFunctionCallArgumentsDelta().ifPresent(delta -> text.append(delta.delta()));
            event.responseOutputTextDelta().ifPresent(delta -> text.append(delta.delta()));
            if (event.isResponseCompleted()) {
                return text.toString();
            }
        }
    }
}
