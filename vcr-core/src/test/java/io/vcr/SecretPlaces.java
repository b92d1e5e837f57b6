package io.vcr;

import static io.vcr.internal.body.Json.quote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Where in a message a value can stand, most of them with a name, each in a request or in a response. */
final class SecretPlaces {

    /** Puts a value into an exchange, under a name if the place has one. */
    @FunctionalInterface
    interface Plant {
        Exchange put(String name, String value);
    }

    /**
     * A place.
     *
     * @param hasName whether the value stands under the name
     */
    record Place(String title, boolean hasName, Plant plant) {

        @Override
        public String toString() {
            return title;
        }
    }

    /** A body with a value in it. */
    @FunctionalInterface
    private interface Text {
        String with(String name, String value);
    }

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String XML = "application/xml";
    private static final String EVENTS = "text/event-stream";
    private static final String PLAIN = "text/plain";
    private static final String MULTIPART = "multipart/form-data; boundary=b";

    private final List<Place> places = new ArrayList<>();

    private SecretPlaces() {}

    static List<Place> all() {
        SecretPlaces all = new SecretPlaces();
        all.heads();
        all.urls();
        all.json();
        all.formsAndParts();
        all.markup();
        all.streams();
        all.texts();
        all.encoded();
        return all.places;
    }

    private void heads() {
        named("header, sent", (n, v) -> post().requestHeader(n, v));
        unnamed("header of another name, sent", (n, v) -> post().requestHeader("X-Tenant", v));
        unnamed("pairs in a header, sent", (n, v) -> post().requestHeader("X-Trace", "a=b;key=" + v));
        unnamed(
                "basic authentication, sent",
                (n, v) -> post().requestHeader("X-Upstream", "Basic " + base64("user:" + v)));
        unnamed("cookie, sent", (n, v) -> post().requestHeader("Cookie", "theme=dark; sid=" + v));
        named("header, received", (n, v) -> post().responseHeader(n, v));
        unnamed("header of another name, received", (n, v) -> post().responseHeader("X-Echo", "see " + v));
        unnamed(
                "set cookie, received",
                (n, v) -> post().responseHeader("Set-Cookie", "sid=" + v + "; Path=/; HttpOnly"));
        named("query of a location, received", (n, v) -> location("/next?a=b&" + n + "=" + url(v)));
        named(
                "fragment of a location, received",
                (n, v) -> location("https://h.example/cb#" + n + "=" + url(v) + "&state=7"));
        unnamed("path of a location, received", (n, v) -> location("https://h.example/reset/" + url(v) + "/now"));
        named(
                "link, received",
                (n, v) -> post().responseHeader("Link", "<https://h/x?" + n + "=" + url(v) + ">; rel=\"next\""));
        unnamed("reason phrase, received", (n, v) -> post().reason("Bad key " + v));
    }

    private static Exchange location(String value) {
        return post().responseHeader("Location", value);
    }

    private void urls() {
        named("query, sent", (n, v) -> post().uri("https://h.example/v1?limit=2&" + n + "=" + url(v) + "&a=b"));
        unnamed("query of another name, sent", (n, v) -> post().uri("https://h.example/v1?q=see+" + url(v)));
        named(
                "query in a query, sent",
                (n, v) -> post().uri("https://h.example/v1?next=" + url("/x?" + n + "=" + url(v))));
        unnamed("path, sent", (n, v) -> post().uri("https://h.example/v1/" + url(v) + "/x"));
        unnamed("user information, sent", (n, v) -> post().uri("https://user:" + url(v) + "@h.example/v1"));
        unnamed("fragment, sent", (n, v) -> post().uri("https://h.example/v1#" + url(v)));
    }

    private void json() {
        both("JSON", true, JSON, SecretPlaces::object);
        both(
                "JSON, deep",
                true,
                JSON,
                (n, v) -> "{\"a\":[{\"b\":{\"c\":[1, {" + quote(n) + " : " + quote(v) + "}]}}]}");
        both("JSON, spelled in \\u", true, JSON, (n, v) -> "{" + spelled(n) + ":" + spelled(v) + "}");
        both("JSON, behind a line feed", false, JSON, (n, v) -> "{\"text\":" + quote("my key\n" + v + "\nbye") + "}");
        both("JSON in JSON", true, JSON, (n, v) -> "{\"arguments\":" + quote(object(n, v)) + "}");
        both(
                "JSON in JSON in JSON",
                true,
                JSON,
                (n, v) -> "{\"a\":" + quote("{\"b\":" + quote(object(n, v)) + "}") + "}");
        both("JSON in a text", false, JSON, (n, v) -> "{\"text\":" + quote("```json\n" + object(n, v) + "\n```") + "}");
        both("pair", true, JSON, (n, v) -> "{\"env\":[{\"name\":" + quote(n) + ",\"value\":" + quote(v) + "}]}");
        both("pair, value first", true, JSON, (n, v) -> "[{\"value\":" + quote(v) + ",\"key\":" + quote(n) + "}]");
        both("list", false, JSON, (n, v) -> "{\"a\":[\"x\"," + quote(v) + "]}");
        both("name of a field", false, JSON, (n, v) -> "{\"seen\":{" + quote(v) + ":3}}");
        both("URL in JSON", true, JSON, (n, v) -> "{\"next\":\"https://h.example/?a=1&" + n + "=" + url(v) + "\"}");
        both(
                "GraphQL literal",
                true,
                JSON,
                (n, v) -> "{\"query\":"
                        + quote("mutation { login(user: \"al\", " + word(n) + ": " + quote(v) + ") { id } }") + "}");
        both(
                "GraphQL variable",
                true,
                JSON,
                (n, v) -> "{\"query\":\"query($p: String!) { a(b: $p) }\",\"variables\":" + object(n, v) + "}");
        both("JSON lines", true, "application/x-ndjson", (n, v) -> "{\"a\":1}\n" + object(n, v) + "\n");
        both("JSON behind a byte order mark", true, JSON, (n, v) -> "\ufeff" + object(n, v));
    }

    private void formsAndParts() {
        both("form", true, FORM, (n, v) -> "grant=x+y&" + url(n) + "=" + url(v) + "&a=%20b");
        both("JSON in a form", true, FORM, (n, v) -> "a=1&payload=" + url(object(n, v)));
        both("form of another type", true, PLAIN, (n, v) -> url(n) + "=" + url(v) + "&scope=repo");
        both("part", true, MULTIPART, (n, v) -> part("name=\"" + n + "\"", "", v));
        both("part of another name", false, MULTIPART, (n, v) -> part("name=\"note\"", "", "see " + v));
        both(
                "JSON in a part",
                true,
                MULTIPART,
                (n, v) -> part("name=\"a\"", "Content-Type: application/json\r\n", object(n, v)));
        both(
                "file in a part",
                false,
                MULTIPART,
                (n, v) ->
                        part("name=\"f\"; filename=\"a.csv\"", "Content-Type: text/csv\r\n", "id;key\n1;" + v + "\n"));
        both(
                "name of a file",
                false,
                MULTIPART,
                (n, v) -> part("name=\"f\"; filename=\"my " + v.replace("\"", "%22") + " file.txt\"", "", "hello"));
    }

    private static String part(String disposition, String headers, String body) {
        return "--b\r\nContent-Disposition: form-data; name=\"first\"\r\n\r\none\r\n--b\r\nContent-Disposition: form-data; "
                + disposition + "\r\n" + headers + "\r\n" + body + "\r\n--b--\r\n";
    }

    private void markup() {
        both("element", true, XML, (n, v) -> "<r><a>1</a><" + n + ">" + xml(v) + "</" + n + "></r>");
        both(
                "element of a namespace",
                true,
                XML,
                (n, v) -> "<s:E xmlns:s=\"urn:x\"><s:" + n + " t=\"1\">" + xml(v) + "</s:" + n + "></s:E>");
        both("attribute", true, XML, (n, v) -> "<r a=\"1\" " + n + "='" + xml(v) + "' b=\"2\"/>");
        both("CDATA", true, XML, (n, v) -> "<r><" + n + "><![CDATA[" + v + "]]></" + n + "></r>");
        both("setting in XML", true, XML, (n, v) -> "<r><add key=\"" + n + "\" value=\"" + xml(v) + "\"/></r>");
        both("comment in XML", false, XML, (n, v) -> "<r><!-- see " + v + " --></r>");
        both(
                "hidden input",
                true,
                "text/html",
                (n, v) -> "<form><input type=\"hidden\" name=\"" + n + "\" value=\"" + xml(v) + "\"><br></form>");
        both("script in HTML", false, "text/html", (n, v) -> "<script>var a = {\"b\": " + quote(v) + "};</script>");
    }

    private void streams() {
        both("event", true, EVENTS, (n, v) -> "event: a\ndata: " + object(n, v) + "\n\ndata: [DONE]\n\n");
        both("JSON in an event", true, EVENTS, (n, v) -> "data: {\"arguments\":" + quote(object(n, v)) + "}\n\n");
        for (int size : new int[] {1, 3, 8, 21}) {
            both(
                    "text in pieces of " + size,
                    false,
                    EVENTS,
                    (n, v) -> pieces(
                            "I use " + v + " now.",
                            size,
                            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s}}]}\n\n"));
        }
        both(
                "arguments in pieces",
                true,
                EVENTS,
                (n, v) -> pieces(
                        object(n, v),
                        4,
                        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,"
                                + "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":%s}}\n\n"));
        both(
                "two texts in pieces by turns",
                false,
                EVENTS,
                (n, v) -> pieces(
                        "I use " + v + " now.",
                        5,
                        "data: {\"type\":\"delta\",\"index\":0,\"delta\":{\"text\":%s}}\n\n"
                                + "data: {\"type\":\"delta\",\"index\":1,\"delta\":{\"text\":\"la la\"}}\n\n"));
        both(
                "JSON lines in pieces",
                false,
                "application/x-ndjson",
                (n, v) -> pieces("I use " + v + " now.", 6, "{\"message\":{\"content\":%s},\"done\":false}\n"));
        both(
                "JSON list in pieces",
                false,
                JSON,
                (n, v) -> "[" + pieces("I use " + v + " now.", 6, "{\"candidates\":[{\"text\":%s}]},\n") + "{}]");
    }

    private static String pieces(String text, int size, String line) {
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < text.length(); at += size) {
            all.append(line.replace("%s", quote(text.substring(at, Math.min(text.length(), at + size)))));
        }
        return all.toString();
    }

    /** Whether an exchange holds a text in pieces, so that it is not compared byte by byte. */
    static boolean isInPieces(Place place) {
        return place.title.contains("pieces");
    }

    private void texts() {
        both("text", false, PLAIN, (n, v) -> "The key (" + v + ") is old.\n");
        both(
                "error message",
                false,
                JSON,
                (n, v) -> "{\"error\":{\"message\":"
                        + quote("Incorrect API key provided: " + v + ". Find it at https://h/a.") + "}}");
        both("URL in a text", true, PLAIN, (n, v) -> "Go to https://h.example/a?b=c&" + n + "=" + url(v) + " and wait");
        both("Markdown", false, PLAIN, (n, v) -> "# Key\n\n* `" + v + "`\n");
        places.add(new Place(
                "text in Latin-1, received",
                false,
                (n, v) -> post().receive(
                                "text/plain; charset=iso-8859-1",
                                ("caf\u00e9 " + v + "\n").getBytes(StandardCharsets.ISO_8859_1))));
        places.add(new Place(
                "form in Latin-1, sent",
                true,
                (n, v) ->
                        post().send(FORM, ("a=caf\u00e9&" + n + "=" + url(v)).getBytes(StandardCharsets.ISO_8859_1))));
        both("no type", false, "", (n, v) -> "see " + v);
        both("unknown type", true, "application/vnd.acme", SecretPlaces::object);
    }

    private void encoded() {
        both("percent-encoded text", false, PLAIN, (n, v) -> "see " + url(v));
        both("base64", false, PLAIN, (n, v) -> base64("the key is " + v));
        both("base64 in a text", false, PLAIN, (n, v) -> "Set it to " + base64("user:" + v) + ", then go on");
        both("base64 in JSON", false, JSON, (n, v) -> "{\"data\":" + quote(base64(v)) + "}");
        both("JSON in base64 in JSON", true, JSON, (n, v) -> "{\"data\":" + quote(base64(object(n, v))) + "}");
        both(
                "base64 for URLs",
                false,
                JSON,
                (n, v) -> "{\"data\":\""
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(("??>>" + v).getBytes(StandardCharsets.UTF_8))
                        + "\"}");
        both(
                "data URL",
                true,
                JSON,
                (n, v) -> "{\"url\":\"data:application/json;base64," + base64(object(n, v)) + "\"}");
        places.add(new Place(
                "gzip, sent",
                true,
                (n, v) -> post().send(JSON, gzip(object(n, v))).requestHeader("Content-Encoding", "gzip")));
        places.add(new Place(
                "gzip, received",
                true,
                (n, v) -> post().receive(JSON, gzip(object(n, v))).responseHeader("Content-Encoding", "gzip")));
    }

    private void named(String title, Plant plant) {
        places.add(new Place(title, true, plant));
    }

    private void unnamed(String title, Plant plant) {
        places.add(new Place(title, false, plant));
    }

    private void both(String title, boolean hasName, String type, Text text) {
        places.add(new Place(title + ", sent", hasName, (n, v) -> post().send(type, text.with(n, v))));
        places.add(new Place(title + ", received", hasName, (n, v) -> post().receive(type, text.with(n, v))));
    }

    private static Exchange post() {
        return Exchange.of("POST");
    }

    private static String object(String name, String value) {
        return "{\"id\":7, " + quote(name) + ": " + quote(value) + ", \"z\":\"\\u00e9\"}";
    }

    /** Each character as an escape. */
    private static String spelled(String text) {
        return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining("", "\"", "\""));
    }

    private static String word(String name) {
        return name.replaceAll("\\W", "_");
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
