package io.vcr.internal.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialRedactionTest {

    private final Redaction redaction = new Redaction(SecretRules.of(Map.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a.blob.core.windows.net/c/f.txt?sv=2023-11-03&se=2030-01-01T00%3A00%3A00Z&sr=c&sp=rl&sig=aB%2Bc9%3D "
                        + "| https://a.blob.core.windows.net/c/f.txt?sv=2023-11-03&se=2030-01-01T00%3A00%3A00Z&sr=c&sp=rl&sig=%3Csig-1%3E",
                "https://h.example/c?sv=1&sig=aB&n=p4ss!w0rd | https://h.example/c?sv=1&sig=%3Csig-1%3E&n=%3Cn-1%3E",
                "postgres://app:hunter@db.example:5432/orders?sslmode=require "
                        + "| postgres://app:%3Cx-1%3E@db.example:5432/orders?sslmode=require",
                "mongodb+srv://app:p%40ss@c0.example/db?retryWrites=true | mongodb+srv://app:%3Cx-1%3E@c0.example/db?retryWrites=true",
                "https://a7Kd01xqZ3b9@o1.ingest.example/45 | https://%3Cx-1%3E@o1.ingest.example/45",
                "redis://hunter@cache.example:6379 | redis://%3Cx-1%3E@cache.example:6379",
                "https://a7Kd01xqZ3b9:x@h.example/ | https://%3Cx-1%3E:%3Cx-2%3E@h.example/",
                "https://hooks.example/services/a7Kd01xq/in | https://hooks.example/services/%3Cx-1%3E/in",
                "https://h.example/v1?u=p4ss!w0rd&at=2030-01-01T00:00:00Z&n=30000 "
                        + "| https://h.example/v1?u=%3Cu-1%3E&at=2030-01-01T00:00:00Z&n=30000",
                "https://h.example/v1#access_token=hunter | https://h.example/v1#access_token=%3Caccess_token-1%3E",
                "otpauth://totp/Acme:bob?secret=JBSWY3DPEHPK3PXP&issuer=Acme | otpauth://totp/Acme:bob?secret=%3Csecret-1%3E&issuer=Acme",
                // Where it is not certain what is what, nothing stays.
                "https://h.example/orders | <x-1>",
                "https://h.example | <x-1>",
                "postgres://app:p@ss/w0rd@db.example/orders | <x-1>",
                "postgres://app:p#w0rd@db.example/orders | <x-1>",
                "https://a7Kd01xqZ3b9Lm2P.example/orders?sig=1 | <x-1>",
                "jdbc:sqlserver://h;user=app;password=hunter | <x-1>",
                "see https://h.example/?sig=hunter | <x-1>"
            })
    void ofAUrlWhatIsSecretInIt(String before, String after) {
        assertIsRedacted("connectionUri", before, after.replace("x-", "connection_uri-"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'username':'app','password':'hunter','engine':'mysql','host':'db7.eu-west-1.rds.example','port':3306} "
                        + "| {'username':'app','password':'<password-1>','engine':'mysql','host':'db7.eu-west-1.rds.example','port':3306}",
                "{'stripe':'hunter','pin':4938,'on':true,'none':null} | {'stripe':'<stripe-1>','pin':0,'on':true,'none':null}",
                "['hunter',{'a':['hunter2']}] | ['<secret_string-1>',{'a':['<a-1>']}]",
                "{'type':'service_account','token_uri':'https://oauth2.example/token','hook':'https://h.example/a7Kd01xq'} "
                        + "| {'type':'service_account','token_uri':'https://oauth2.example/token','hook':'https://h.example/%3Chook-1%3E'}",
                "{'user':'sk_live_4eC39HqLyjWDarjtT1zdp7dc'} | <secret_string-1>",
                "{'url':'postgres://app:hunter@db.example/a'} | {'url':'postgres://app:%3Curl-1%3E@db.example/a'}",
                "{'host':'h'} | <secret_string-1>",
                "{} | <secret_string-1>",
                "{'a':'b'} | <secret_string-1>",
                "{'a' | <secret_string-1>"
            })
    void ofJsonWhatIsSecretInIt(String before, String after) {
        assertIsRedacted("SecretString", before.replace('\'', '"'), after.replace('\'', '"'));
    }

    @Test
    void inAFormAndInXml() {
        String url = "https://h.example/c?a=b&sv=1&sig=";

        assertThat(redacted(
                        "application/x-www-form-urlencoded",
                        "a=b&sasUri=https%3A%2F%2Fh.example%2Fc%3Fsv%3D1%26sig%3DaBc9"))
                .isEqualTo("a=b&sasUri=https%3A%2F%2Fh.example%2Fc%3Fsv%3D1%26sig%3D%253Csig-1%253E");
        assertThat(redacted("application/xml", "<a><sasUri>" + (url + "aBc9").replace("&", "&amp;") + "</sasUri></a>"))
                .isEqualTo("<a><sasUri>" + (url + "%3Csig-1%3E").replace("&", "&amp;") + "</sasUri></a>");
        assertThat(redacted("application/xml", "<a sasUri='" + (url + "aBc9").replace("&", "&amp;") + "'/>"))
                .isEqualTo("<a sasUri='" + (url + "%3Csig-1%3E").replace("&", "&amp;") + "'/>");
    }

    private void assertIsRedacted(String name, String before, String after) {
        assertThat(redacted("application/json", object(name, before))).isEqualTo(object(name, after));
        assertThat(redacted("application/json", object(name, after))).isEqualTo(object(name, after));
    }

    private static String object(String name, String value) {
        return "{\"" + name + "\":" + Json.quote(value) + "}";
    }

    private String redacted(String type, String body) {
        HttpResponse response = new HttpResponse(200, "OK", Headers.of("Content-Type", type), Body.of(body));
        return redaction.response(response).body().text().orElseThrow();
    }
}
