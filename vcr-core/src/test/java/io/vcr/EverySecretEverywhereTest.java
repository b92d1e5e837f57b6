package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.SecretPlaces.Place;
import io.vcr.internal.body.Json;
import io.vcr.internal.shape.Samples;
import io.vcr.internal.shape.Samples.Sample;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of the catalogue, and a value without a shape under each telling name, in each place: with the default
 * settings it is in nothing that is stored or said, what is around it stays as it was, and the same request is a hit.
 */
class EverySecretEverywhereTest {

    private static final long SEED = 20_27;
    private static final List<Sample> KINDS = Samples.plain(SEED).all();

    /** One in so many is tried in each place in the inner loop; which ones differs from place to place. */
    private static final int FEW = 40;

    /** A line feed or a bracket may be a part of these. */
    private static final Pattern GREEDY = Pattern.compile(".*-cut|adyen-key");

    private static final List<String> NAMES = List.of(("""
            access_token refresh_token id_token client_secret password secret secret_access_key secret_key
            access_key api_key private_key passwd pwd passphrase session_token security_token auth_token bearer
            assertion client_assertion code_verifier otp webhook_secret signing_secret account_key
            connection_string sas_token x-vault-token authorization app_secret consumer_secret shared_secret
            api_secret api_token client_token_secret new_password old_password user_password db_password
            admin_password smtp_password master_key encryption_key signing_key subscription_key
            shared_access_key storage_account_key bot_token user_token app_token personal_access_token
            private_token deploy_token registration_token bootstrap_token reset_token verification_token
            csrf_token id_token_hint one_time_password totp recovery_code device_code saml_response jwt
            cookie_secret session_secret oauth_token oauth_token_secret
            """).strip().split("\\s+"));

    static Stream<Place> places() {
        return SecretPlaces.all().stream();
    }

    static Stream<Place> placesWithNames() {
        return places().filter(Place::hasName);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aKindIsNowhere(Place place) {
        Random random = new Random(SEED + place.title().hashCode());
        assertThat(KINDS.stream()
                        .filter(kind -> random.nextInt(FEW) == 0)
                        .flatMap(kind -> problems(place, kind).stream()))
                .isEmpty();
    }

    @Tag("matrix")
    @ParameterizedTest
    @MethodSource("places")
    void eachKindIsNowhere(Place place) {
        assertThat(KINDS.stream().flatMap(kind -> problems(place, kind).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("placesWithNames")
    void aValueUnderATellingNameIsNowhere(Place place) {
        Random random = new Random(SEED + place.title().hashCode());
        assertThat(NAMES.stream()
                        .flatMap(name -> forms(name).stream())
                        .filter(name -> random.nextInt(FEW) == 0)
                        .flatMap(name -> problems(place, name).stream()))
                .isEmpty();
    }

    @Tag("matrix")
    @ParameterizedTest
    @MethodSource("placesWithNames")
    void aValueUnderEachTellingNameIsNowhere(Place place) {
        assertThat(NAMES.stream().flatMap(name -> forms(name).stream()).flatMap(name -> problems(place, name).stream()))
                .isEmpty();
    }

    /** One request shows what is secret; another has it under a name that does not tell. */
    @ParameterizedTest
    @MethodSource("places")
    void whatOneMessageShowsIsNowhereElse(Place place) {
        Exchange login = Exchange.of("POST");
        assertThat(Stream.of("correct.horse7", "p4/ss+w&rd=?", "Caf\u00e9<8>xy")
                        .filter(value -> Trial.canHold(place, value))
                        .flatMap(value -> new Trial(
                                        login.send("application/json", "{\"password\":" + Json.quote(value) + "}"),
                                        place,
                                        "note",
                                        value)
                                .problems(value, value, Set.of("<password-1>")).stream()))
                .isEmpty();
    }

    /** The filters of the defaults remove the header, the parameter and the user information. */
    @ParameterizedTest
    @MethodSource("places")
    void whatIsRemovedIsNowhereElse(Place place) {
        String value = "correct.horse7";
        Exchange get = Exchange.of("GET");
        List<Exchange> removed = List.of(
                get.requestHeader("Authorization", "Bearer " + value),
                get.requestHeader("X-Api-Key", value),
                get.uri("https://h.example/?api_key=" + value),
                get.uri("https://user:" + value + "@h.example/"));
        Exchange first = removed.get(Math.floorMod(place.title().hashCode(), removed.size()));

        assertThat(new Trial(first, place, "note", value).problems(place.title(), value, Set.of()))
                .isEmpty();
    }

    /** Snake, kebab, camel and upper case. */
    private static Set<String> forms(String name) {
        String camel = name.chars()
                .mapToObj(Character::toString)
                .reduce(
                        "",
                        (all, c) -> all.endsWith("_") || all.endsWith("-")
                                ? all.substring(0, all.length() - 1) + c.toUpperCase(Locale.ROOT)
                                : all + c);
        return new LinkedHashSet<>(List.of(name, name.replace('_', '-'), camel, name.toUpperCase(Locale.ROOT)));
    }

    private static List<String> problems(Place place, Sample sample) {
        if (!Trial.canHold(place, sample.text())) {
            return List.of();
        }
        String id = sample.kind().id();
        String inText =
                Trial.placeholder("note", "see " + sample.text() + " ok").replaceAll("^see | ok$", "");
        Set<String> wanted = new LinkedHashSet<>(List.of(inText, "<cookie-1>", "<url_password-1>"));
        boolean isAlone =
                sample.text().equals(sample.secret()) && !GREEDY.matcher(id).matches();
        return new Trial(place, "note", sample.text()).problems(id, sample.secret(), isAlone ? wanted : Set.of());
    }

    private static List<String> problems(Place place, String name) {
        String value = "correct.horse" + (name.hashCode() & 0xffff);
        return new Trial(place, name, value).problems(name, value, Set.of(Trial.placeholder(name, value)));
    }
}
