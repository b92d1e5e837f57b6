package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortAssignmentsTest {

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        ShortAssignments.each(
                text,
                name -> name.toLowerCase(Locale.ROOT).matches(".*(password|token|pass)"),
                (name, start, end) -> found.add(name + " " + text.substring(start, end)));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "password: hunter22 | password",
                "db.password=hunter22 | db.password",
                "admin_password = hunter22 | admin_password",
                "  - DB_PASSWORD=hunter22 | DB_PASSWORD",
                "user=bob&password=hunter22&a=b | password",
                "Server=db;Password=hunter22;Encrypt=true | Password",
                "host=db password=hunter22 dbname=a | password",
                "{\"a\": 1, \"password\": \"hunter22\"} | password",
                "{\\\"password\\\":\\\"hunter22\\\"} | password",
                "connect(password='hunter22', a=1) | password",
                "'DB_PASSWORD' => 'hunter22', | DB_PASSWORD",
                "env[\"PASSWORD\"] = \"hunter22\" | PASSWORD",
                "**Password:** `hunter22` | Password",
                "Password: **hunter22** | Password",
                "The password: hunter22. | password",
                "password := \"hunter22\" | password",
                "{user: bob, password: hunter22} | password",
                "curl -H 'X-Acme-Token: hunter22' | X-Acme-Token",
                "token:  hunter22 # mine | token"
            })
    void aShortValueIsAssigned(String text, String name) {
        assertThat(found(text)).containsExactly(name + " hunter22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter22\\u0026rest", "hunter22\\\\u0026rest", "hunter22\\/rest", "hunter-22_x9"})
    void aValueInQuotesGoesOnBehindAnEscape(String value) {
        assertThat(found("{\"password\":\"" + value + "\"}")).containsExactly("password " + value);
    }

    @Test
    void withoutQuotesAnEscapeEndsAValue() {
        assertThat(found("password=hunter22\\u0026a=b")).containsExactly("password hunter22");
    }

    @Test
    void theNameMayStandInTheLineBefore() {
        assertThat(found("- name: DB_PASSWORD\n  value: hunter22\n")).containsExactly("DB_PASSWORD hunter22");
    }

    @Test
    void eachAssignmentIsFoundFromLeftToRight() {
        assertThat(found("password=hunter22 token: hunter23\npassword=hunter24"))
                .containsExactly("password hunter22", "token hunter23", "password hunter24");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: required",
                "password: 12345678",
                "password: a1",
                "password == hunter22",
                "password != 'hunter22'",
                "user: hunter22",
                "password = password1",
                "password = newPassword2",
                "token = DB_TOKEN_V2",
                "token = config1.token",
                "token = $DB_PASSWORD2",
                "token: ${TOKEN_2}",
                "token = getToken2()",
                "token = tokens2[17]",
                "token: /run/secrets/db2",
                "token: us-east-1",
                "token: sha256-hashed",
                "authToken: oauth2-code",
                "token: 2024-01-01T00:00",
                "token: https://h.example/a2",
                "password: 12-character minimum",
                "token: 32-character-string",
                "token: prod-db-2024",
                "token: Prod-Db-2",
                "token: secp256k1",
                "token := hunter22",
                "--- PASS: TestHTTP2Server (0.00s)",
                "PASS: test_utf16_decode",
                "boarding pass: XK4829AB",
                "{\"password\":\"\\u003cpassword-1\\u003e\"}",
                "{\"password\":\"hunter22\\u003cpassword-1\\u003e\"}",
                "{\"password\":\"\\/run\\/secrets\\/db2\"}",
                "urn:token:hunter22",
                "scope=password:hunter22",
                "password: \"hunter 22\"",
                "password: <password-12345>",
                "password=%3Cpassword-1%3E",
                "password:",
                "password: ",
                ":",
                "="
            })
    void whatIsNoValueOrNotAssignedIsNot(String text) {
        assertThat(found(text)).isEmpty();
    }

    /** Each would take minutes if it took the square of its length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=",
                "password: ",
                "password=a1",
                "=",
                "d= ",
                "d: \"",
                "value: a1b2c3d4\n",
                "\"\"\":",
                "password=\"a1b2c3d4\\\\\\\\",
                "password=\"a1\\u0026"
            })
    @Tag("slow")
    @Timeout(30)
    void aHostileTextTakesNoMoreThanItsLength(String repeated) {
        assertThat(found(repeated.repeat((2 << 20) / repeated.length()))).isNotNull();
    }
}
