package io.vcr.benchmarks.work;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A chat completion of the usual size, 1 kB sent and 2 kB received, as JSON. */
public final class ChatText {

    public static final String URL = "https://api.example.com/v1/chat/completions";
    public static final String JSON = "application/json";

    private ChatText() {}

    public static String request(int number) {
        String prompt = words(number, 850);
        return "{\"model\":\"m-1\",\"temperature\":0.7,\"messages\":[{\"role\":\"system\",\"content\":\"You answer briefly.\"},"
                + "{\"role\":\"user\",\"content\":\"" + number + " " + prompt + "\"}]}";
    }

    public static byte[] requestBytes(int number) {
        return request(number).getBytes(StandardCharsets.UTF_8);
    }

    /** The same request with its keys in another order, as from a client with unordered maps. */
    public static byte[] reorderedRequestBytes(int number) {
        String members = "\"model\":\"m-1\",\"temperature\":0.7";
        return request(number)
                .replace(members, "\"temperature\":0.7,\"model\":\"m-1\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] responseBytes(int number) {
        return response(number).getBytes(StandardCharsets.UTF_8);
    }

    public static String response(int number) {
        return response(number, 1850);
    }

    /** A response of 1 MB. */
    public static byte[] megabyte() {
        return response(0, 1_000_000).getBytes(StandardCharsets.UTF_8);
    }

    public static String response(int number, int length) {
        return "{\"id\":\"chatcmpl-" + number
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + words(-number, length) + "\"}}],\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":420}}";
    }

    /** Text with the compression ratio of real text. */
    private static String words(int seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(length + 12);
        while (text.length() < length) {
            for (int i = 2 + random.nextInt(8); i > 0; i--) {
                text.append((char) ('a' + Math.min(random.nextInt(26), random.nextInt(26))));
            }
            text.append(' ');
        }
        return text.substring(0, length);
    }
}
