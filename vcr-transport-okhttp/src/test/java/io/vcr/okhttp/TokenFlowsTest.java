package io.vcr.okhttp;

import static io.vcr.okhttp.FlowFixture.field;
import static io.vcr.okhttp.FlowFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Matchers;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackServer.Script;
import io.vcr.testkit.server.LoopbackServer.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that gets a token and uses it works in a replay, though the token is not in the cassette. */
class TokenFlowsTest {

    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path directory;

    private FlowFixture flows;

    /** What the server has handed out, and to whom. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        flows = new FlowFixture(directory);
        flows.server.on("/token", this::token);
        flows.server.on("/me", (request, wire) -> owner(request, bearer(request), wire));
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private void token(Received request, Wire wire) throws IOException {
        String access = flows.mint();
        String refresh = flows.mint();
        tokens.put(access, request.text().contains("grant_type=refresh_token") ? "again" : "first");
        wire.respond("200 OK", JSON, """
                {"token_type":"Bearer","expires_in":3600,"access_token":"%s","refresh_token":"%s"}""".formatted(access, refresh));
    }

    private void owner(Received request, String token, Wire wire) throws IOException {
        String owner = tokens.get(token);
        wire.respond(
                owner == null ? "401 Unauthorized" : "200 OK",
                JSON,
                owner == null
                        ? "{}"
                        : "{\"name\":\"" + owner + "\",\"page\":\""
                                + request.target().length() + "\"}");
    }

    private static String bearer(Received request) {
        return request.headers().first("Authorization").orElse("").replace("Bearer ", "");
    }

    @Test
    void clientCredentialsAndRefresh() throws Exception {
        String cassette = flows.bothWays((client, password) -> {
            String answer = text(
                    client,
                    flows.form("/token", "grant_type=client_credentials&client_id=app&client_secret=" + password));
            String first = me(client, field(answer, "access_token"));
            answer = text(
                    client,
                    flows.form(
                            "/token",
                            "grant_type=refresh_token&client_id=app&refresh_token=" + field(answer, "refresh_token")));
            return first + me(client, field(answer, "access_token"));
        });

        assertThat(cassette).contains("client_id=app", "<access_token-1>", "<access_token-2>");
    }

    @Test
    void clientCredentialsInBasicAuthentication() throws Exception {
        flows.bothWays((client, password) -> {
            String answer = text(
                    client,
                    flows.form("/token", "grant_type=client_credentials")
                            .header("Authorization", Credentials.basic("app", password)));
            return me(client, field(answer, "access_token"));
        });
    }

    @Test
    void aTokenInHeaderQueryPathAndBody() throws Exception {
        Script byPath = (request, wire) -> owner(request, request.target().split("/")[2], wire);
        flows.server.on("/token", (request, wire) -> {
            String token = flows.mint();
            tokens.put(token, "ada");
            flows.server.on("/t/" + token + "/items", byPath);
            wire.respond("200 OK", JSON, "{\"session_token\":\"" + token + "\"}");
        });
        flows.server
                .on("/header", (r, wire) -> owner(r, r.headers().first("X-Acme").orElse(""), wire))
                .on("/query", (r, wire) -> owner(r, r.target().replaceFirst(".*ticket=", ""), wire))
                .on("/form", (r, wire) -> owner(r, r.text().replaceFirst(".*ticket=", ""), wire))
                .on("/json", (r, wire) -> owner(r, field(r.text(), "ticket"), wire));

        flows.bothWays((client, password) -> {
            String login = "{\"user\":\"ada\",\"password\":\"" + password + "\"}";
            String token = field(text(client, flows.json("/token", login)), "session_token");
            text(client, flows.to("/header").header("X-Acme", token));
            text(client, flows.to("/query?ticket=" + token));
            text(client, flows.to("/t/" + token + "/items"));
            text(client, flows.form("/form", "a=1&ticket=" + token));
            text(client, flows.json("/json", "{\"ticket\":\"" + escapedForHtml(token) + "\"}"));
            text(client, flows.json("/json", "{\"ticket\":\"" + token + "\"}"));
            return field(text(client, flows.json("/json", "{\"deep\":{\"ticket\":\"" + token + "\"}}")), "name");
        });
    }

    /** As some writers of JSON do it by default. */
    private static String escapedForHtml(String text) {
        return text.replace("<", "\\u003c").replace(">", "\\u003e");
    }

    @Test
    void aTokenThatThePlaceholderIsEncodedIn() throws Exception {
        flows.server.on("/token", (request, wire) -> {
            String token = flows.mint();
            tokens.put(token, "ada");
            wire.respond("200 OK", JSON, "{\"access_token\":\"" + token + "\"}");
        });
        flows.server.on("/basic", (request, wire) -> {
            String encoded = field(request.text(), "login");
            String login = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            owner(request, login.replaceFirst(".*:", ""), wire);
        });

        flows.bothWays((client, password) -> {
            String token = field(text(client, flows.form("/token", "password=" + password)), "access_token");
            String login = Base64.getEncoder().encodeToString(("ada:" + token).getBytes(StandardCharsets.UTF_8));
            return field(text(client, flows.json("/basic", "{\"login\":\"" + login + "\"}")), "name");
        });
    }

    @Test
    void aJwtThatTheCodeDecodesAndChecksForExpiry() throws Exception {
        flows.server.on("/token", (request, wire) -> {
            long now = Instant.now().getEpochSecond();
            String claims = "{\"sub\":\"ada\",\"scope\":\"read write\",\"iat\":" + now + ",\"exp\":" + (now + 60) + "}";
            String jwt = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims) + "." + flows.mint();
            tokens.put(flows.secret(jwt), "ada");
            wire.respond("200 OK", JSON, "{\"id_token\":\"" + jwt + "\"}");
        });
        Instant[] clock = {Instant.now()};

        flows.bothWays((client, password) -> {
            String jwt = field(text(client, flows.form("/token", "password=" + password)), "id_token");
            String claims = new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8);
            Instant expiry = Instant.ofEpochSecond(Long.parseLong(FlowFixture.group(claims, "\"exp\":(\\d+)")));
            assertThat(expiry).isAfter(clock[0]);
            assertThat(field(claims, "sub")).isNotEmpty();
            clock[0] = clock[0].plus(Duration.ofDays(365)); // a replay is played a year later
            return field(claims, "scope") + me(client, jwt);
        });
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pagingByTokensThatAreNoCredentials() throws Exception {
        String next = "CAEQAA" + "ZmFrZXBhZ2V0b2tlbg";
        flows.server.on("/items", (request, wire) -> {
            boolean first = !request.target().contains("page_token=");
            wire.respond(
                    "200 OK", JSON, first ? "{\"id\":\"1\",\"next_page_token\":\"" + next + "\"}" : "{\"id\":\"2\"}");
        });

        String cassette = flows.bothWays((client, password) -> {
            String page = text(client, flows.to("/items").header("X-Api-Key", password));
            String token = field(page, "next_page_token");
            return field(page, "id") + field(text(client, flows.to("/items?page_token=" + token)), "id") + token;
        });

        assertThat(cassette).contains("page_token=" + next);
    }

    @Test
    void twoUsersWithCredentialsOfTheirOwnInAnyOrder() throws Exception {
        flows.settings(vcr -> vcr.match(Matchers.credential()));
        flows.server.on("/whoami", (request, wire) -> {
            String key = request.headers().first("X-Api-Key").orElse("");
            wire.respond("200 OK", JSON, "{\"name\":\"" + key.length() + "\"}");
        });
        String ada = flows.secret("key-of-" + "ada");
        String grace = flows.secret("key-of-" + "grace");

        flows.record("", (client, password) -> whoAmI(client, ada) + whoAmI(client, grace));

        assertThat(flows.replay("", (client, password) -> whoAmI(client, grace) + whoAmI(client, ada))
                        .result())
                .isEqualTo("1210");
    }

    private String whoAmI(OkHttpClient client, String key) throws IOException {
        return field(text(client, flows.to("/whoami").header("X-Api-Key", key)), "name");
    }

    @Test
    void twoUsersWithTokensThatTheServerHasMinted() throws Exception {
        flows.settings(vcr -> vcr.match(Matchers.credential()));
        flows.server.on("/token", (request, wire) -> {
            String token = flows.mint();
            tokens.put(token, field(request.text(), "user"));
            wire.respond("200 OK", JSON, "{\"access_token\":\"" + token + "\"}");
        });

        flows.record(flows.mint(), (client, password) -> {
            String ada = login(client, "ada", password);
            String grace = login(client, "grace", password);
            return me(client, ada) + me(client, grace);
        });

        assertThat(flows.replay(flows.mint(), (client, password) -> {
                            String ada = login(client, "ada", password);
                            String grace = login(client, "grace", password);
                            return me(client, grace) + me(client, ada);
                        })
                        .result())
                .isEqualTo("graceada");
    }

    private String login(OkHttpClient client, String user, String password) throws IOException {
        String login = "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
        return field(text(client, flows.json("/token", login)), "access_token");
    }

    private String me(OkHttpClient client, String token) throws IOException {
        return field(text(client, flows.to("/me").header("Authorization", "Bearer " + token)), "name");
    }

    @Test
    void aReplayThatSkipsTheFirstLoginFindsTheSecond() throws Exception {
        flows.server
                .on("/token", (request, wire) -> {
                    String token = flows.mint();
                    tokens.put(token, field(request.text(), "user"));
                    wire.respond("200 OK", JSON, "{\"access_token\":\"" + token + "\"}");
                })
                .on("/first", (r, wire) -> owner(r, field(r.text(), "ticket"), wire))
                .on("/second", (r, wire) -> owner(r, r.target().replaceFirst(".*ticket=", ""), wire));
        flows.record(flows.mint(), (client, password) -> first(client, password) + second(client, password));

        assertThat(flows.replay(flows.mint(), this::second).result()).isEqualTo("grace");
    }

    private String first(OkHttpClient client, String password) throws IOException {
        String token = login(client, "ada", password);
        return field(text(client, flows.json("/first", "{\"ticket\":\"" + token + "\"}")), "name");
    }

    private String second(OkHttpClient client, String password) throws IOException {
        return field(text(client, flows.to("/second?ticket=" + login(client, "grace", password))), "name");
    }
}
