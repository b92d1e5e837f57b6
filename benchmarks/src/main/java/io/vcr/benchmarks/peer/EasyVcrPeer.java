package io.vcr.benchmarks.peer;

import com.easypost.easyvcr.AdvancedSettings;
import com.easypost.easyvcr.Cassette;
import com.easypost.easyvcr.MatchRules;
import com.easypost.easyvcr.Mode;
import com.easypost.easyvcr.RecordingExpirationException;
import com.easypost.easyvcr.clients.httpurlconnection.RecordableHttpsURLConnection;
import com.easypost.easyvcr.clients.httpurlconnection.RecordableURL;
import com.easypost.easyvcr.requestelements.HttpInteraction;
import com.easypost.easyvcr.requestelements.Request;
import com.easypost.easyvcr.requestelements.Response;
import com.easypost.easyvcr.requestelements.Status;
import com.google.gson.Gson;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** EasyVCR, for {@code HttpsURLConnection}. It reads the cassette again for each request. */
public final class EasyVcrPeer implements Peer {

    private static final String NAME = "easyvcr";

    private final Path directory = Files.createTempDirectory("bench");
    private final Cassette cassette = new Cassette(directory.toString(), NAME);
    private final AdvancedSettings settings = new AdvancedSettings();

    public EasyVcrPeer(int episodes) throws IOException {
        List<HttpInteraction> interactions = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            interactions.add(interaction(i));
        }
        // EasyVCR itself writes the whole file again for each interaction
        Files.writeString(directory.resolve(NAME + ".json"), new Gson().toJson(interactions));
        settings.matchRules = MatchRules.strict();
    }

    private static HttpInteraction interaction(int number) {
        Request request = new Request();
        request.setMethod("POST");
        request.setUri(URI.create(ChatText.URL));
        request.setBody(ChatText.request(number));
        request.setHeaders(new HashMap<>());
        Response response = new Response();
        response.setStatus(new Status(200, "OK"));
        response.setUri(URI.create(ChatText.URL));
        response.setHeaders(new HashMap<>());
        response.setHttpVersion("HTTP/1.1");
        response.setBody(ChatText.response(number));
        return new HttpInteraction(request, response, 1);
    }

    @Override
    public byte[] ask(byte[] body) throws IOException {
        try {
            RecordableHttpsURLConnection connection =
                    new RecordableURL(ChatText.URL, cassette, Mode.Replay, settings).openConnectionSecure();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            try (InputStream in = connection.getInputStream()) {
                return in.readAllBytes();
            }
        } catch (RecordingExpirationException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory.resolve(NAME + ".json"));
        Files.delete(directory);
    }
}
