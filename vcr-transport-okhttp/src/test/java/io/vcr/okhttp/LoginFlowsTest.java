package io.vcr.okhttp;

import static io.vcr.okhttp.FlowFixture.group;
import static io.vcr.okhttp.FlowFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.okhttp.FlowFixture.Cookies;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackServer.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login with cookies and a CSRF token works in a replay, a year later as well. */
class LoginFlowsTest {

    private static final String OVER = "Thu, 01 Jan 1970 00:00:00 GMT";

    @TempDir
    private Path directory;

    private FlowFixture flows;
    private String session = "";
    private String csrf = "";
    private Instant now = Instant.now();

    @BeforeEach
    void start() {
        flows = new FlowFixture(directory);
        flows.server
                .on("/login", (request, wire) -> {
                    if (request.method().equals("GET")) {
                        form(wire);
                    } else {
                        login(request, wire);
                    }
                })
                .on("/home", (request, wire) -> wire.respond(isIn(request) ? "200 OK" : "403 Forbidden", "", "Hi Ada"))
                .on("/logout", (request, wire) -> wire.respond("200 OK", "Set-Cookie: sid=; Expires=" + OVER, "Bye"));
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private void form(Wire wire) throws IOException {
        csrf = flows.mint();
        wire.respond(
                "200 OK",
                "Content-Type: text/html; charset=utf-8\nSet-Cookie: lang=en; Path=/\nSet-Cookie: XSRF-TOKEN=" + csrf
                        + "; Path=/; Expires=" + soon(),
                """
                <html><head><meta name="csrf-token" content="%1$s"></head><body><form method="post">
                <input type="hidden" name="csrf_token" value="%1$s"><input type="password" name="password">
                </form></body></html>""".formatted(csrf));
    }

    private void login(Received request, Wire wire) throws IOException {
        boolean valid = request.text().contains("csrf_token=" + csrf)
                && request.headers().first("X-XSRF-TOKEN").orElse("").equals(csrf)
                && request.headers().first("Cookie").orElse("").contains(csrf);
        session = flows.mint();
        wire.respond(
                valid ? "200 OK" : "403 Forbidden",
                "Set-Cookie: sid=" + session + "; Path=/; HttpOnly; SameSite=Lax; Expires=" + soon(),
                "");
    }

    private boolean isIn(Received request) {
        return request.headers().first("Cookie").orElse("").contains("sid=" + session);
    }

    private static String soon() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(600).atOffset(ZoneOffset.UTC));
    }

    @Test
    void theJarHasTheCookiesOfTheReplay() throws Exception {
        String cassette = flows.bothWays((client, password) -> {
            String page = text(client, flows.to("/login"));
            String home = home(client, password, group(page, "name=\"csrf_token\" value=\"([^\"]+)\""));
            assertThat(Cookies.of(client).value("lang", Instant.EPOCH)).contains("en");
            assertThat(Cookies.of(client).value("sid", now)).isPresent();
            text(client, flows.form("/logout", ""));
            assertThat(Cookies.of(client).value("sid", Instant.now())).isEmpty();
            now = now.plus(Duration.ofDays(365)); // a replay is played a year later
            return home;
        });

        assertThat(cassette).contains("lang=en; Path=/", "; Path=/; HttpOnly; SameSite=Lax; Expires=");
    }

    @Test
    void theTokenOfTheMetaElementWorksAsWell() throws Exception {
        flows.bothWays((client, password) -> {
            String page = text(client, flows.to("/login"));
            return home(client, password, group(page, "name=\"csrf-token\" content=\"([^\"]+)\""));
        });
    }

    private String home(OkHttpClient client, String password, String token) throws IOException {
        String cookie = Cookies.of(client).value("XSRF-TOKEN", now).orElseThrow();
        FormBody login = new FormBody.Builder()
                .add("user", "ada")
                .add("csrf_token", token)
                .add("password", password)
                .build();
        text(client, flows.to("/login").post(login).header("X-XSRF-TOKEN", cookie));
        return text(client, flows.to("/home"));
    }
}
