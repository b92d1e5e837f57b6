package io.vcr.internal.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private final Redaction redaction = new Redaction(SecretRules.of(Map.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The end shows what the beginning holds.
                "{'echo':'correct.horse7','password':'correct.horse7'} | {'echo':'<password-1>','password':'<password-1>'}",
                // A scheme stays, and what follows it is known without it.
                "{'authorization':'Bearer correct.horse7','note':'correct.horse7'} "
                        + "| {'authorization':'Bearer <authorization-1>','note':'<authorization-1>'}",
                "[{'value':'Basic dTpw','name':'Authorization'}] "
                        + "| [{'value':'Basic <authorization-1>','name':'Authorization'}]",
                // A placeholder is no name, and a document is no placeholder.
                "{'<password-1>':3} | {'<password-1>':3}",
                "{'secret':'{`a`:1}'} | {'secret':'<secret-1>'}",
                "{'next':'/v1/a?b=c&access_token=correct.horse7'} | {'next':'/v1/a?b=c&access_token=%3Caccess_token-1%3E'}",
                "{'next':'/v1/a?b=c%20d+e&f'} | {'next':'/v1/a?b=c%20d+e&f'}",
                "{'note':'use db://app:p4ss^w0rd^x@db.example now'} "
                        + "| {'note':'use db://app:%3Curl_password-1%3E@db.example now'}",
                "{'note':'use db://app:p4ss@w0rd@db.example now'} "
                        + "| {'note':'use db://app:%3Curl_password_at-1%3E@db.example now'}",
                // A text beside a value is for people, and words for people are no further down.
                "{'name':'password','value':'hunter22','text':'Your password'} "
                        + "| {'name':'password','value':'<password-1>','text':'Your password'}",
                "{'text':'Your password','type':'password','value':'hunter22'} "
                        + "| {'text':'Your password','type':'password','value':'<secret-1>'}",
                "{'errors':[{'input':{'password':'correcthorse'}}]} | {'errors':[{'input':{'password':'<password-1>'}}]}",
                "{'errors':{'Authorization':'correcthorse'}} | {'errors':{'Authorization':'<authorization-1>'}}",
                "{'i18n':{'de':{'password':'Kennwort'},'pt-BR':{'secret':'Segredo'},'db':{'password':'correcthorse'}}} "
                        + "| {'i18n':{'de':{'password':'Kennwort'},'pt-BR':{'secret':'Segredo'},'db':{'password':'<password-1>'}}}",
                "{'i18n':{'password':'Kennwort','a':{'password':'correcthorse'}}} "
                        + "| {'i18n':{'password':'Kennwort','a':{'password':'<password-1>'}}}",
                // The name of a cookie may have any characters.
                "{'cookies':[{'name':'a=bcdefghijklmnopqrst','value':'12345678'}]} "
                        + "| {'cookies':[{'name':'a=bcdefghijklmnopqrst','value':'<cookie-1>'}]}",
                "{'rawHeaders':['Host','h','Cookie','sid=a1b2c3d4e5f6']} "
                        + "| {'rawHeaders':['Host','h','Cookie','sid=<cookie-1>']}",
                // Quotes and backslashes at the end of a string do not end it, or do.
                "{'password':'abc`'} | {'password':'<password-1>'}",
                "{'note':'C:\\\\','password':'abc\\\\'} | {'note':'C:\\\\','password':'<password-1>'}",
                "{'note':'a\\\\`','password':'a\\\\`b'} | {'note':'a\\\\\\'','password':'<password-1>'}"
            })
    void inJson(String before, String after) {
        assertThat(response("application/json", before.replace('\'', '"').replace("`", "\\\"")))
                .isEqualTo(after.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<a><password><![CDATA[a<b>c]]></password></a> | <a><password><![CDATA[<password-1>]]></password></a>",
                "<a><!-- <password>a</password> --></a> | <a><!-- <password>a</password> --></a>",
                "<a><![CDATA[{\"password\":\"abc\"}]]></a> | <a><![CDATA[{\"password\":\"<password-1>\"}]]></a>",
                "<a b='x=1&amp;password=abc'/> | <a b='x=1&amp;password=abc'/>",
                "<a b='/c?x=1&amp;password=abc'/> | <a b='/c?x=1&amp;password=%3Cpassword-1%3E'/>",
                "<a b='/c?x=1&#38;password=abc'/> | <a b='/c?x=1&#38;password=%3Cpassword-1%3E'/>",
                "<a>&#233; https://a.io/c?x=1&#x26;password=abc</a> "
                        + "| <a>&#233; https://a.io/c?x=1&#x26;password=%3Cpassword-1%3E</a>",
                "<a>a&nbsp;b&amp;nbsp;c&quot; https://a.io/c?password=abc &quot;&nbsp;\" https://a.io/c?password=xyz d&nbsp;&apos;</a> "
                        + "| <a>a&nbsp;b&amp;nbsp;c&quot; https://a.io/c?password=%3Cpassword-1%3E &quot;&nbsp;\" "
                        + "https://a.io/c?password=%3Cpassword-2%3E d&nbsp;&apos;</a>",
                "<a>{&quot;a&quot;:&quot;&nbsp;&quot;,&quot;password&quot;:&quot;abc&quot;}</a> "
                        + "| <a>{&quot;a&quot;:&quot;&nbsp;&quot;,&quot;password&quot;:&quot;&lt;password-1&gt;&quot;}</a>",
                "<a><password>a&#x62;c</password>abc</a> | <a><password>&lt;password-1&gt;</password>abc</a>",
                "<input type='password' value='abc'/> | <input type='password' value='&lt;password-1&gt;'/>",
                "<input name='csrf_token' id='f1' value='Zx81kQp0'/> | <input name='csrf_token' id='f1' value='&lt;csrf_token-1&gt;'/>",
                "<input type='passwordless' value='abc'/> | <input type='passwordless' value='abc'/>",
                "<script>{\"password\":\"abc\"}</script> | <script>{\"password\":\"<password-1>\"}</script>"
            })
    void inXml(String before, String after) {
        assertThat(response("application/xml", before)).isEqualTo(after);
        assertThat(response("application/xml", after)).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "eyJwYXNzd29yZCI6ImFiYyJ9, eyJwYXNzd29yZCI6IjxwYXNzd29yZC0xPiJ9",
        "eyJhIjoiYmNkZWYifQ, eyJhIjoiYmNkZWYifQ",
    })
    void inBase64(String before, String after) {
        for (String around : new String[] {"%s", "%s.", ".%s", "some words %s", "%s and more", "%s a %s", "%s.%s"}) {
            assertThat(response("text/plain", around.replace("%s", before))).isEqualTo(around.replace("%s", after));
        }
    }

    @Test
    void textsInPiecesByTurnsAreKeptApart() {
        String events = """
                data: {"index":0,"delta":"{\\"pass"}

                data: {"index":1,"delta":"la "}

                data: {"index":0,"delta":"word\\":\\"correct.horse7\\"}"}

                data: {"index":1,"delta":"la"}
                """;

        assertThat(response("text/event-stream", events)).isEqualTo("""
                data: {"index":0,"delta":"{\\"pass"}

                data: {"index":1,"delta":"la "}

                data: {"index":0,"delta":"word\\":\\"<password-1>\\"}"}

                data: {"index":1,"delta":"la"}
                """);
    }

    /** Each would take minutes if it took the square of its length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>&amp;",
                "<script>",
                "<a b='&amp;",
                "<![CDATA[",
                "<!--",
                "<a b=c d='",
                "a%41 ",
                "%3C",
                "/a?b=%25",
                "http://a/%41/",
                "=%253D&",
                "data: {\"text\":\"sk-\"}\n",
                "{\"a\":\"b\"}\n",
                "[{\"candidates\":1},",
                "QUJDREVGR0hJSktMTU5PUA ",
                "query{a(b:\"",
                "://"
            })
    @Tag("slow")
    @Timeout(30)
    void aHostileBodyTakesNoMoreThanItsLength(String repeated) {
        String body = repeated.repeat((1 << 20) / repeated.length());

        assertThat(response("text/html", body)).isNotEmpty();
        assertThat(response("text/event-stream", body)).isNotEmpty();
        assertThat(response("application/json", body)).isNotEmpty();
    }

    /** Some are the beginning of others. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s/a", "%s&b"})
    void eachOfThousandsOfValuesIsReplacedWhereverItStands(String value) {
        StringBuilder before = new StringBuilder("[");
        StringBuilder after = new StringBuilder("[");
        String object = "{\"note\":\"the %s\",\"other\":\"the %s\"},";
        for (int i = 1; i <= 5_000; i++) {
            String secret = value.formatted("correct.horse" + i);
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            String placeholder = "<password-" + i + ">";
            String other = encoded.equals(secret) ? placeholder : "%3Cpassword-" + i + "%3E";
            before.append(object.formatted(secret, encoded));
            after.append(object.formatted(placeholder, other));
        }
        for (int i = 1; i <= 5_000; i++) {
            before.append("{\"password\":\"")
                    .append(value.formatted("correct.horse" + i))
                    .append("\"},");
            after.append("{\"password\":\"<password-").append(i).append(">\"},");
        }

        assertThat(response("application/json", before + "1]")).isEqualTo(after + "1]");
    }

    @Test
    void aShortValueInATextIsReplacedInItsPlaceOnly() {
        assertThat(response("text/plain", "password: hunter22")).isEqualTo("password: <password-1>");
        assertThat(response("text/plain", "see hunter22")).isEqualTo("see hunter22");

        response("application/json", "{\"password\":\"hunter22\"}");

        assertThat(response("text/plain", "see hunter22")).isEqualTo("see <password-1>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<pwd-7>", "%3Cpwd-7%3E", "%253Cpwd-7%253E", "&lt;pwd-7&gt;", "\\u003cpwd-7\\u003e"})
    void theNumberOfAStoredPlaceholderIsNotGivenAgain(String stored) {
        HttpResponse response = new HttpResponse(200, "OK", Headers.EMPTY, Body.of("a " + stored));
        redaction.reserve(List.of(new Episode(request("{}"), response, null, null, null)));

        assertThat(response("application/json", "{\"pwd\":\"correct.horse7\"}")).isEqualTo("{\"pwd\":\"<pwd-8>\"}");
    }

    @Test
    void placeholdersOfOneNameAreEqualAlsoIfTheyAreEncodedTwice() {
        assertThat(Placeholders.unnumbered("a=%253Csig-1%253E"))
                .isEqualTo(Placeholders.unnumbered("a=%253Csig-2%253E"));
        assertThat(Placeholders.isPlaceholder("%253Csig-1%253E")).isTrue();
    }

    @Test
    void aPlaceholderInTheJsonOfATextStaysAsItIs() {
        String escaped = "cfg: {\"password\":\"\\u003cpassword-1\\u003e\"}";

        assertThat(response("text/plain", escaped)).isEqualTo(escaped);
    }

    @Test
    void anAddressOfABlockChainIsNoneInATextEither() {
        String text = "rewardToken: 0x52908400098527886E0F7030069857D2E4169EE7";

        String literal = "{\"query\":\"{pair(baseToken:\\\"0x52908400098527886E0F7030069857D2E4169EE7\\\"){id}}\"}";

        assertThat(response("text/plain", text)).isEqualTo(text);
        assertThat(response("application/json", literal)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=0",
                "max-age=-1; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
                "Expires=Thu, 01-Jan-1970 00:00:10 GMT",
                "Expires=Sat, 01 Jan 2000 00:00:00 GMT",
                "Expires=Thu, 01-Jan-70 00:00:00 GMT",
                "expires=Sun Nov  6 08:49:37 1994",
                "Expires=Sat, 02 May 2026 10:00:00 GMT"
            })
    void aCookieThatIsDeletedDoesNotLast(String attributes) {
        String date = "Sat, 02 May 2026 10:00:00 GMT";

        assertThat(setCookie(date, "sid=a1b2c3d4; Path=/; " + attributes))
                .isEqualTo("sid=<cookie-1>; Path=/; " + attributes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sat, 02 May 2026 10:00:00 GMT | Expires=Sat, 02 May 2026 10:00:01 GMT",
                "Sat, 02 May 2026 10:00:00 GMT | Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "Sat, 02 May 2026 10:00:00 GMT | Expires=Soon",
                "soon | Expires=Fri, 03 Feb 2012 10:00:00 GMT"
            })
    void anotherCookieLasts(String date, String attributes) {
        assertThat(setCookie(date, "sid=a1b2c3d4; " + attributes))
                .isEqualTo("sid=<cookie-1>; " + attributes.replaceFirst("=[A-Z].*", "=Fri, 01 Jan 2100 00:00:00 GMT"));
    }

    private String setCookie(String date, String cookie) {
        HttpResponse response = new HttpResponse(200, "OK", Headers.of("Date", date, "Set-Cookie", cookie), Body.EMPTY);
        return redaction.response(response).headers().first("Set-Cookie").orElseThrow();
    }

    @Test
    void aCookieIsDeletedAtTheTimeOfTheResponseAlsoIfAFilterRemovesIt() {
        HttpResponse response = new HttpResponse(
                200, "OK", Headers.of("Set-Cookie", "sid=a1b2c3d4; Expires=Fri, 01 May 2026 10:00:00 GMT"), Body.EMPTY);

        assertThat(redaction
                        .response(response, Headers.of("Date", "Sat, 02 May 2026 10:00:00 GMT"))
                        .headers()
                        .first("Set-Cookie"))
                .hasValue("sid=<cookie-1>; Expires=Fri, 01 May 2026 10:00:00 GMT");
    }

    @Test
    void aTableHoldsSecretsUnderTheirHeadings() {
        assertThat(response("text/csv", "user,password\nal,hunter\nbo,\"a,b\"\n"))
                .isEqualTo("user,password\nal,<password-1>\nbo,\"<password-2>\"\n");
    }

    @Test
    void theBytesOfAKeyAreNone() {
        assertThat(response("application/json", "{\"secretKey\":[174,47,2],\"a\":[174]}"))
                .isEqualTo("{\"secretKey\":[0,0,0],\"a\":[174]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"SecretId\":\"prod/db%d\"}",
                "{\"SecretId\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1B2c%d\"}",
                "{\"userKey\":\"JIRAUSER1010%d\"}"
            })
    void requestsForTwoThingsStayDifferent(String body) {
        HttpRequest first = request(body.formatted(1));
        HttpRequest second = request(body.formatted(2));

        assertThat(redaction.compared(redaction.request(first)))
                .isNotEqualTo(redaction.compared(redaction.request(second)));
    }

    private static HttpRequest request(String json) {
        return new HttpRequest(
                "POST", Uri.of("https://h.example/"), Headers.of("Content-Type", "application/json"), Body.of(json));
    }

    @Test
    void aSecretOfTheBodyIsNotInTheUri() {
        HttpRequest request = new HttpRequest(
                "POST",
                Uri.of("https://h.example/v1/correct.horse7"),
                Headers.of("Content-Type", "application/json"),
                Body.of("{\"password\":\"correct.horse7\"}"));

        assertThat(redaction.request(request).uri()).isEqualTo(Uri.of("https://h.example/v1/%3Cpassword-1%3E"));
    }

    @Test
    void aSecretThatBecomesKnownIsReplacedInHeadersThatWereCleanBefore() {
        HttpRequest request = new HttpRequest(
                "GET", Uri.of("https://h.example/v1/a"), Headers.of("X-Note", "correct.horse7"), Body.EMPTY);
        assertThat(redaction.request(request)).isEqualTo(request);
        assertThat(redaction.request(request)).isEqualTo(request);

        response("application/json", "{\"password\":\"correct.horse7\"}");

        assertThat(redaction.request(request).headers()).isEqualTo(Headers.of("X-Note", "<password-1>"));
    }

    @Test
    void headersThatDifferFromCleanOnesAreLookedAt() {
        Uri uri = Uri.of("https://h.example/v1/a");
        HttpRequest clean = new HttpRequest("GET", uri, Headers.of("X-Note", "correct.horse7"), Body.EMPTY);
        assertThat(redaction.request(clean)).isEqualTo(clean);

        HttpRequest other = clean.withHeaders(Headers.of("X-Auth-Token", "correct.horse7"));

        assertThat(redaction.request(other).headers().first("X-Auth-Token")).hasValue("<auth_token-1>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "\u00e9", "\u20ac", "\ud83d\ude00", "e\u00e9\u20ac\ud83d\ude00"})
    void inBase64OfCharactersOfEachLength(String character) {
        String hidden = "{\"" + character.repeat(20) + "\":1,\"password\":\"%s\"}";

        assertThat(response("text/plain", "a " + base64(hidden.formatted("correct.horse7")) + " b"))
                .isEqualTo("a " + base64(hidden.formatted("<password-1>")) + " b");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String response(String type, String body) {
        HttpResponse response = new HttpResponse(200, "OK", Headers.of("Content-Type", type), Body.of(body));
        return redaction.response(response).body().text().orElseThrow();
    }
}
