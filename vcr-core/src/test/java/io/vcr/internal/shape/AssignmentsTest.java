package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentsTest {

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        Assignments.each(
                text, LongWords.in(text), (name, start, end) -> found.add(name + " " + text.substring(start, end)));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "export API_KEY=a1B2c3D4e5F6g7H8 | API_KEY",
                "API_KEY = a1B2c3D4e5F6g7H8, and more | API_KEY",
                "password: a1B2c3D4e5F6g7H8 | password",
                "password: 'a1B2c3D4e5F6g7H8' | password",
                "\"clientSecret\": \"a1B2c3D4e5F6g7H8\", | clientSecret",
                "{\"a\":{\"clientSecret\":\"a1B2c3D4e5F6g7H8\"} | clientSecret",
                "{\\\"clientSecret\\\":\\\"a1B2c3D4e5F6g7H8\\\"} | clientSecret",
                "//registry.example.org/:_authToken=a1B2c3D4e5F6g7H8 | _authToken",
                "os.environ[\"API_KEY\"] = \"a1B2c3D4e5F6g7H8\" | API_KEY",
                "secret := `a1B2c3D4e5F6g7H8` | secret",
                "a --db-password a1B2c3D4e5F6g7H8 b | --db-password",
                "a --token=a1B2c3D4e5F6g7H8 b | --token",
                "password => 'a1B2c3D4e5F6g7H8' | password",
                "<password>a1B2c3D4e5F6g7H8</password> | password",
                "a=b&token=a1B2c3D4e5F6g7H8&c=d | token",
                "spring.datasource.password=a1B2c3D4e5F6g7H8 | spring.datasource.password",
                "java -DapiKey=a1B2c3D4e5F6g7H8 | apiKey",
                "client.setApiKey(\"a1B2c3D4e5F6g7H8\"); | client.setApiKey",
                "headers.add(\"X-Api-Key\", \"a1B2c3D4e5F6g7H8\") | X-Api-Key",
                "string apiKey = @\"a1B2c3D4e5F6g7H8\"; | apiKey",
                "val apiKey: String = \"a1B2c3D4e5F6g7H8\" | apiKey",
                "const TOKEN: &str = \"a1B2c3D4e5F6g7H8\"; | TOKEN",
                ":api_key => \"a1B2c3D4e5F6g7H8\" | api_key",
                "aws configure set aws_secret_access_key a1B2c3D4e5F6g7H8 | aws_secret_access_key"
            })
    void aRandomValueIsAssigned(String text, String name) {
        assertThat(found(text)).contains(name + " a1B2c3D4e5F6g7H8");
    }

    @Test
    void theValueMayBeAnIdentifierOrStandBehindATab() {
        assertThat(found("API_KEY=123e4567-e89b-12d3-a456-426614174000"))
                .containsExactly("API_KEY 123e4567-e89b-12d3-a456-426614174000");
        assertThat(found("password:\ta1B2c3D4e5F6g7H8")).containsExactly("password a1B2c3D4e5F6g7H8");
    }

    @Test
    void whatIsAssignedToAVariableOfTheShellMayBeShorter() {
        assertThat(found("export DB_PASSWORD=hunter23; PGPASSWORD=hunter24 psql"))
                .containsExactly("DB_PASSWORD hunter23", "PGPASSWORD hunter24");
        assertThat(found("DB_PASSWORD=hunters, Db_PASSWORD=hunter23 PASSWORD=config1.get PASSWORD=getConfig1(2)"
                        + " PASSWORD=configs1[2] PASSWORD=12345678 =hunter23x"))
                .isEmpty();
    }

    @Test
    void theNameMayStandInTheLineBefore() {
        assertThat(found("env:\n- name: API_KEY\n  value: a1B2c3D4e5F6g7H8\n"))
                .containsExactly("value a1B2c3D4e5F6g7H8", "API_KEY a1B2c3D4e5F6g7H8");
    }

    @Test
    void thePaddingOfBase64IsAPartOfTheValue() {
        assertThat(found("key=a1B2c3D4e5F6g7H8+/aQ== b")).containsExactly("key a1B2c3D4e5F6g7H8+/aQ==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a1b2cd-e5f6_g7hijk", "a1=b2c3d4e5=f6g7h8", "a1b2c3!d4@e5f6#g7h8", "a1B2c3D4e5F6.g7H8i9J0k1L2.m3"
            })
    void inQuotesAValueMayHoldOtherSigns(String value) {
        assertThat(found("export API_KEY=\"" + value + "\"; a")).containsExactly("API_KEY " + value);
        assertThat(found("{\\\"token\\\": \\\"" + value + "\\\"}")).containsExactly("token " + value);
        assertThat(found("API_KEY=" + value)).isEmpty();
    }

    @Test
    void eachAssignmentOfAWordIsFound() {
        assertThat(found("{\"a\":\"a1B2c3D4e5F6g7H8\",\"b\":\"H8a1B2c3D4e5F6g7\"}"))
                .containsExactly("a a1B2c3D4e5F6g7H8", "b H8a1B2c3D4e5F6g7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: correctHorseBatteryStaple",
                "password = newPassword2Confirmation",
                "client_secret = settings.CLIENT_SECRET_V2_2024_PROD",
                "private_key: ./keys/server-2048-bits.pem",
                "secret: projects/7/secrets/db-password-2",
                "token = get_token_2_of_user_7_by_id(user)",
                "const apiKey = process.env.OPENAI_API_KEY_2",
                "API_KEY=a1B2c3",
                "a1B2c3D4e5F6g7H8",
                "=a1B2c3D4e5F6g7H8",
                "the password a1B2c3D4e5F6g7H8",
                "digest(a1B2c3D4e5F6g7H8)",
                "digest(name, \"a1B2c3D4e5F6g7H8\")",
                "a - password a1B2c3D4e5F6g7H8",
                "-- a1B2c3D4e5F6g7H8",
                "password: 1234567890123456",
                "password = generatePassword2With3Args4(x)",
                "token = \"accessTokenForUser1\"",
                "API_KEY='your-API-key-goes-here-1'",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/app/db-a1B2c3D4",
                "token\n: a\na1B2c3D4e5F6g7H8",
                "token = \"us-east-1-prod-2-blue-3\"",
                "secret: \"kubernetes-v1-tls-secret-2\"",
                "token: \"com.acme.v1.WidgetFactory2\"",
                "secret = \"https://a1b2c3d4e5f6.example.org\"",
                "apiKey = \"${a1B2c3D4e5F6g7H8}\""
            })
    void whatIsNoRandomValueOrNotAssignedIsNot(String text) {
        assertThat(found(text)).isEmpty();
    }
}
