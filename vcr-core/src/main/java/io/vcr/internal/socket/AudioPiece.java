package io.vcr.internal.socket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.internal.body.Json;
import io.vcr.spi.Episode.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Audio in a message of a client: bytes, or base64 in a JSON document such as
 * {@code {"type": "input_audio_buffer.append", "audio": ".."}}. Immutable.
 *
 * @param bytes the audio
 * @param frame what is around it: the document without the audio and without the ids that the client makes up
 * @param isText whether it stands in a document
 */
record AudioPiece(Body bytes, Body frame, boolean isText) {

    /** Empty if a message is a text without audio, or with several pieces. */
    static Optional<AudioPiece> of(Message message) {
        if (!message.text()) {
            return Optional.of(new AudioPiece(message.data(), Body.EMPTY, false));
        }
        Optional<String> text = message.data().text().filter(document -> document.startsWith("{"));
        return text.filter(document -> document.toLowerCase(Locale.ROOT).contains("audio"))
                .flatMap(AudioPiece::of);
    }

    private static Optional<AudioPiece> of(String document) {
        int start = -1;
        int end = -1;
        Body audio = Body.EMPTY;
        try (JsonParser parser = Json.parser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.VALUE_STRING || !isAudio(parser, document)) {
                    continue;
                }
                Optional<Body> decoded = decoded(parser.getText());
                if (decoded.isPresent()) {
                    if (start >= 0) {
                        return Optional.empty();
                    }
                    start = Json.offset(parser.currentTokenLocation());
                    end = Json.offset(parser.currentLocation());
                    audio = decoded.get();
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // no JSON
        }
        if (start < 0) {
            return Optional.empty();
        }
        String around = document.substring(0, start) + "\"\"" + document.substring(end);
        return Optional.of(new AudioPiece(audio, MintedIds.blanked(Body.of(around)), true));
    }

    /** By the name of the string, or of the object around it: of OpenAI, Gemini, ElevenLabs and those that took theirs over. */
    private static boolean isAudio(JsonParser parser, String document) throws IOException {
        String name = String.valueOf(parser.currentName()).toLowerCase(Locale.ROOT);
        if (name.equals("audio") || (name.contains("audio") && (name.contains("chunk") || name.contains("base")))) {
            return true;
        }
        return name.equals("data") && document.contains("audio/");
    }

    private static Optional<Body> decoded(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Body.of(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
