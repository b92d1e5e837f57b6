package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.body.DecodedViews;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.redact.StreamPieces.Piece;
import io.vcr.internal.shape.Found;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what must not be stored or printed: by the shapes that providers use, and by the values of environment variables
 * that are named like credentials. The last line of defence behind the redaction. Immutable.
 */
public final class SecretGuard {

    private static final String MASK = "[secret]";

    private static final class Holder {
        static final SecretGuard SYSTEM = of(SecretRules.standard());
    }

    /** Finds nothing. */
    public static final SecretGuard NONE = new SecretGuard(SecretRules.NOTHING, true);

    private final SecretRules rules;
    private final boolean redacted;

    private SecretGuard(SecretRules rules, boolean redacted) {
        this.rules = rules;
        this.redacted = redacted;
    }

    /** Finds shapes and values, and in episodes what stands under a telling name as well. */
    public static SecretGuard of(SecretRules rules) {
        return new SecretGuard(rules, false);
    }

    /** Finds what the redaction has left: of text it has looked into all that is encoded. */
    public static SecretGuard behindRedaction(SecretRules rules) {
        return new SecretGuard(rules, true);
    }

    /** The guard with the environment of this process. */
    public static SecretGuard system() {
        return Holder.SYSTEM;
    }

    public boolean finds(String text) {
        return find(text).isPresent();
    }

    /** Ids become file names and keys, and are printed. */
    public void check(CassetteId id) {
        boolean isName = id.value().chars().noneMatch(c -> c >= '0' && c <= '9'); // as almost all are
        Optional<String> secret = isName ? findKnown(id.value()) : find(id.value());
        if (secret.isPresent()) {
            throw new IllegalArgumentException("The cassette id \"" + mask(id.value()) + "\" holds " + secret.get()
                    + "; ids become file names and keys, so give this test another name");
        }
    }

    /** What kind of secret a text holds; never the secret. */
    public Optional<String> find(String text) {
        Optional<String> known = findKnown(text);
        if (known.isPresent()) {
            return known;
        }
        for (Found found : rules.scanner().find(text)) {
            if (!rules.isAllowed(text.substring(found.start(), found.end()))) {
                return Optional.of(found.kind().label());
            }
        }
        return Optional.empty();
    }

    private Optional<String> findKnown(String text) {
        for (Map.Entry<String, SecretRules.Known> value : rules.values().entrySet()) {
            if (text.contains(value.getKey())) {
                return Optional.of(value.getValue().description());
            }
        }
        return Optional.empty();
    }

    /** The text without the secrets in it. */
    public String mask(String text) {
        String known = text;
        for (String value : rules.values().keySet()) {
            known = known.replace(value, MASK);
        }
        Splices splices = new Splices();
        for (Found found : rules.scanner().find(known)) {
            if (!rules.isAllowed(known.substring(found.start(), found.end()))) {
                splices.add(found.start(), found.end(), MASK);
            }
        }
        return splices.applyTo(known);
    }

    /** The first secret in the episodes: which one, where and of what kind. */
    public Optional<String> inspect(List<Episode> episodes) {
        if (rules.findsNothing()) {
            return Optional.empty();
        }
        for (int i = 0; i < episodes.size(); i++) {
            Optional<String> found = in(episodes.get(i));
            if (found.isPresent()) {
                return Optional.of("new episode %d (%s) holds %s"
                        .formatted(i + 1, mask(episodes.get(i).request().toString()), found.get()));
            }
        }
        return Optional.empty();
    }

    /** What kind of secret an episode holds and where, such as {@code a Slack token in its response body}. */
    public Optional<String> in(Episode episode) {
        for (Place place : places(episode)) {
            Optional<String> kind =
                    place.texts.stream().flatMap(text -> find(text).stream()).findFirst();
            if (kind.isPresent()) {
                return Optional.of(kind.get() + " in its " + place.name);
            }
        }
        return redacted ? Optional.empty() : named(episode);
    }

    /** What stands under a telling name and is no placeholder yet. A guess is no reason to save nothing of a test. */
    private Optional<String> named(Episode episode) {
        return RedactionCount.between(episode, Redaction.ofCertain(rules).known(episode)).keySet().stream()
                .findFirst();
    }

    /** A place in an episode, and the texts that are there once everything is decoded. */
    private record Place(String name, List<String> texts) {}

    private List<Place> places(Episode episode) {
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        List<Place> places = new ArrayList<>();
        url(places, "URL", request.uri());
        headers(places, "request header ", request.headers());
        places.add(new Place("request body", body(request.headers(), request.body())));
        places.add(new Place("status line", List.of(response.reason())));
        headers(places, "response header ", response.headers());
        places.add(new Place("response body", body(response.headers(), response.body())));
        for (Hop hop : episode.route().hops()) {
            url(places, "URL of a redirect", hop.uri());
            headers(places, "header of a redirect ", hop.response().headers());
        }
        if (episode.route().uri() != null) {
            url(places, "URL of the response", episode.route().uri());
        }
        if (episode.failure() != null) {
            places.add(
                    new Place("message of a failure", List.of(episode.failure().message())));
        }
        if (episode.conversation() != null) {
            for (Message message : episode.conversation().messages()) {
                String place = message.sent() ? "message of the client" : "message of the server";
                places.add(new Place(place, body(Headers.EMPTY, message.data())));
            }
            places.add(new Place(
                    "messages of the client together",
                    together(episode.conversation().messages())));
            Close close = episode.conversation().close();
            if (close != null) {
                places.add(new Place("reason of a close", List.of(close.reason())));
            }
        }
        return places;
    }

    /**
     * What several messages of the client say in one place. It cannot be replaced: a replay compares each message alone. Those
     * of the server are redacted together.
     */
    private static List<String> together(List<Message> messages) {
        List<String> sent = messages.stream()
                .filter(message -> message.sent() && message.text())
                .flatMap(message -> message.data().text().stream())
                .toList();
        StreamPieces said = StreamPieces.of(sent, Piece::isSaid);
        return Stream.concat(said.byPlaceAndSibling().stream(), said.byPlace().stream())
                .filter(pieces -> pieces.size() > 1)
                .map(pieces -> pieces.stream().map(Piece::content).collect(Collectors.joining()))
                .distinct()
                .toList();
    }

    private static void url(List<Place> places, String name, Uri uri) {
        places.add(new Place(name, List.of(uri.text(), FormPairs.decoded(uri.text()))));
    }

    private void headers(List<Place> places, String prefix, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            places.add(new Place(prefix + headers.name(i), redacted ? List.of(value) : DecodedViews.of(value)));
        }
    }

    private List<String> body(Headers headers, Body body) {
        boolean isText = redacted && body.text().isPresent();
        return isText ? List.of() : DecodedViews.of(headers, body);
    }
}
