package io.vcr;

import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassThroughRulesTest {

    private static final PassThroughRules NONE = new PassThroughRules(Set.of(), false);

    @ParameterizedTest
    @EnumSource
    void aConfiguredHostPassesInEveryMode(RecordMode mode) {
        PassThroughRules rules = new PassThroughRules(Set.of("auth.example.com"), false);

        assertThat(rules.reason(get("https://AUTH.example.com/x"), mode, false)).contains("host auth.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, true",
        "a.b.example.com, true",
        "example.com, false",
        "badexample.com, false",
        "a.example.com.evil.org, false"
    })
    void aStarStandsForAllBelow(String host, boolean passes) {
        PassThroughRules rules = new PassThroughRules(Set.of("*.example.com"), false);

        assertThat(rules.reason(get("https://" + host + "/"), RecordMode.NONE, false)
                        .isPresent())
                .isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oauth2.googleapis.com",
                "sts.googleapis.com",
                "accounts.google.com",
                "metadata.google.internal",
                "169.254.169.254",
                "login.microsoftonline.com"
            })
    void hostsThatMintTokensPassExceptInModeNone(String host) {
        assertThat(NONE.reason(get("https://" + host + "/token"), RecordMode.ONCE, false))
                .contains("token host " + host);
        assertThat(NONE.reason(get("https://" + host + "/token"), RecordMode.NONE, false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/",
                "http://127.0.0.1/",
                "http://127.1.2.3:9/",
                "http://127.1/",
                "http://0.0.0.0/",
                "http://[::1]:80/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::]/",
                "http://a.localhost/"
            })
    void thisMachinePassesIfAskedFor(String uri) {
        assertThat(new PassThroughRules(Set.of(), true).reason(get(uri), RecordMode.NONE, false))
                .contains("localhost");
        assertThat(NONE.reason(get(uri), RecordMode.NEW_EPISODES, true)).isEmpty();
        assertThat(new PassThroughRules(Set.of(), null).reason(get(uri), RecordMode.NONE, true))
                .contains("localhost");
        assertThat(new PassThroughRules(Set.of(), null).reason(get(uri), RecordMode.NONE, false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost.example.com/", "http://notlocalhost/", "http://10.0.0.1/", "http://128.0.0.1/"
            })
    void otherMachinesAreNotThisOne(String uri) {
        assertThat(new PassThroughRules(Set.of(), true).reason(get(uri), RecordMode.ONCE, false))
                .isEmpty();
    }

    @Test
    void aWebSocketPassesExceptInModeNone() {
        var upgrade = get("https://h/").withHeaders(Headers.of("Upgrade", "WebSocket"));

        assertThat(NONE.reason(upgrade, RecordMode.ONCE, false)).contains("websocket");
        assertThat(NONE.reason(upgrade, RecordMode.NONE, false)).isEmpty();
    }

    @Test
    void nothingElsePasses() {
        assertThat(NONE.reason(get("https://api.example.com/"), RecordMode.ALL, false))
                .isEmpty();
    }
}
