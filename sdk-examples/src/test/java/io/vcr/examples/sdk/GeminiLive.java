package io.vcr.examples.sdk;

import com.google.genai.AsyncSession;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.LiveConnectConfig;
import com.google.genai.types.LiveSendClientContentParameters;
import com.google.genai.types.Part;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A conversation with google-genai's Live API. Knows nothing of the recorder. */
final class GeminiLive {

    private GeminiLive() {}

    /** Replays. Arguments: the directory of the cassette, its name. */
    public static void main(String[] args) {
        Session session = Vcr.builder(FilePersister.of(Path.of(args[0])))
                .environment(Map.of())
                .mode(RecordMode.NONE)
                .build()
                .open(args[1]);
        String said;
        try {
            said = talk();
        } catch (Exception e) {
            said = "failed " + e;
        }
        Report report = session.finish(Outcome.PASSED);
        System.out.println("RESULT " + report.verdict() + " " + said.replace('\n', ' ') + " " + report.refusals());
        System.exit(0);
    }

    private static String talk() throws Exception {
        Client client = Client.builder().apiKey("no-key-needed").build();
        AsyncSession session = client.async
                .live
                .connect("live-small", LiveConnectConfig.builder().build())
                .get(20, TimeUnit.SECONDS);
        CompletableFuture<String> answer = new CompletableFuture<>();
        session.receive(message -> message.serverContent()
                .flatMap(content -> content.modelTurn())
                .flatMap(turn -> turn.parts())
                .flatMap(parts -> parts.get(0).text())
                .ifPresent(answer::complete));
        session.sendClientContent(LiveSendClientContentParameters.builder()
                .turns(Content.fromParts(Part.fromText("What is my cat called?")))
                .turnComplete(true)
                .build());
        String text = answer.get(20, TimeUnit.SECONDS);
        session.close();
        return text;
    }
}
