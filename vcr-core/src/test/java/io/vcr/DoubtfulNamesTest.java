package io.vcr;

import static io.vcr.Exchanges.capture;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value that looks like a credential is one where the name beside it may be that of a credential. */
class DoubtfulNamesTest {

    private static final String VALUE = "9944b09199c62bcf9418ad84";

    private static Episode recorded(Exchange exchange) throws IOException {
        StubPersister store = new StubPersister();
        Session session = Vcr.builder(store).build().open("doubtful");
        capture(((Decision.Live) session.decide(exchange.request())).capture(), exchange.response());
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        return store.memory
                .load(CassetteId.of("doubtful"))
                .orElseThrow()
                .episodes()
                .get(0);
    }

    private static String stored(Exchange exchange) throws IOException {
        Episode episode = recorded(exchange);
        return episode.request()
                + episode.request().headers().toString()
                + episode.request().body().text().orElseThrow()
                + episode.response().body().text().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"%s\"}",
                "{\"data\":{\"login\":{\"token\":\"%s\",\"user\":7}}}",
                "{\"auth\":\"%s\"}",
                "{\"token\":{\"value\":\"%s\"}}",
                "{\"credential\":\"%s\"}",
                "{\"password\":{\"value\":\"%s\"}}",
                "{\"secrets\":[\"a\",\"%s\"]}",
                "{\"apiKeys\":{\"openai\":\"%s\"}}",
                "{\"tokens\":[\"%s\"]}",
                "{\"headers\":[{\"name\":\"X-Acme-Key\",\"value\":\"%s\"}]}",
                "{\"prompt\":\"Run it with API_KEY=%s please\"}",
                "{\"prompt\":\"password: %s\\n\"}",
                "{\"prompt\":\"export ACME_KEY=%s\"}",
                "{\"headers\":{\"x-api-key\":[\"%s\"]}}",
                "{\"headers\":[[\"x-api-key\",\"%s\"]]}",
                "{\"password\":{\"plain\":\"%s\"}}",
                "[{\"type\":\"password\",\"value\":\"%s\",\"temporary\":false}]",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"%s\"}]}",
                "{\"d\":\"%s\",\"kty\":\"EC\",\"x\":\"a\"}",
                "{\"Name\":\"/app/db\",\"Type\":\"SecureString\",\"Value\":\"%s\"}",
                "{\"ParameterKey\":\"DbPassword\",\"ParameterValue\":\"%s\"}",
                "{\"args\":[\"run\",\"--api-key\",\"%s\"]}",
                "{\"args\":[\"--token\",\"%s\",\"-v\"]}",
                "[{\"op\":\"replace\",\"path\":\"/data/apiKey\",\"value\":\"%s\"}]",
                "{\"id\":\"a\",\"label\":\"Password\",\"value\":\"%s\"}",
                "{\"id\":\"password-field\",\"name\":\"text\",\"key\":\"API_KEY\",\"value\":\"%s\"}",
                "{\"label\":\"Password\",\"name\":\"field 1\",\"value\":\"%s\"}",
                "{\"type\":\"CONCEALED\",\"value\":\"%s\"}",
                "{\"env\":{\"ACME_KEY\":\"%s\"}}",
                "{\"env\":{\"JIRA_PAT\":\"%s\"}}",
                "{\"headers\":{\"Cookie\":\"a=b; sid=%s\"}}",
                "{\"multiValueHeaders\":{\"set-cookie\":[\"sid=%s; Path=/\"]}}",
                "{\"headers\":[{\"name\":\"Cookie\",\"value\":\"sid=%s; a=b\"}]}",
                "{\"token\":\"12|%s\"}",
                "{\"passWord\":\"%s\"}",
                "{\"APIkey\":\"%s\"}",
                "{\"contrase\u00f1a\":\"%s\"}",
                "{\"rawHeaders\":[\"Host\",\"h\",\"X-Api-Key\",\"%s\"]}",
                "{\"cookies\":[{\"name\":\"sid\",\"value\":\"%s\",\"path\":\"/\"}]}",
                "{\"cookies\":{\"sid\":\"%s\"}}",
                "{\"cookies\":[\"sid=%s\"]}",
                "{\"outputs\":{\"a\":{\"sensitive\":true,\"type\":\"string\",\"value\":\"%s\"}}}",
                "{\"key\":\"a\",\"value\":\"%s\",\"masked\":true}",
                "{\"api_keys\":[{\"id\":1,\"key\":\"%s\"}]}",
                "{\"tokens\":[{\"id\":1,\"token\":\"%s\"}]}",
                "{\"secrets\":[{\"name\":\"a\",\"value\":\"%s\"}]}",
                "{\"fieldName\":\"password\",\"fieldValue\":\"%s\"}",
                "{\"selector\":\"#password\",\"text\":\"%s\"}",
                "{\"security.api.key\":\"%s\"}",
                "{\"token\":\"/%s/xU=\"}",
                "{\"client_secret\":[\"/%s=\"]}",
                "{\"keytab\":\"%s\"}",
                "{\"primaryKey\":\"%s%1$s==\",\"secondaryKey\":\"a\"}",
                "{\"key2\":\"b\",\"key1\":\"%s%1$s\"}",
                "{\"jenkinsCrumb\":\"%s\"}"
            })
    void aDocumentHoldsIt(String document) throws IOException {
        String body = document.formatted(VALUE);

        assertThat(stored(Exchange.of("POST").send("application/json", body).receive("application/json", body)))
                .doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<r><token>%s</token></r>",
                "<r token='%s'/>",
                "<r><add key='token' value='%s'/></r>",
                "<r><property name='password'><value>%s</value></property></r>",
                "<r><Parameter Name='Password'>%s</Parameter></r>",
                "<r><member><name>password</name><value><string>%s</string></value></member></r>",
                "<dict><key>Password</key>\n<string>%s</string></dict>"
            })
    void anElementHoldsIt(String document) throws IOException {
        String body = document.formatted(VALUE);

        assertThat(stored(Exchange.of("POST").send("application/xml", body).receive("application/xml", body)))
                .doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Acme-Key", "Acme-Key", "X-Acme-Auth", "X-Acme-User-Jwt", "X-Acme-Token", "Token"})
    void aHeaderHoldsIt(String name) throws IOException {
        assertThat(stored(Exchange.of("GET").requestHeader(name, VALUE).receive("text/plain", "ok")))
                .doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"%s\",\"logprob\":-1.5}",
                "{\"bytes\":[1],\"logprob\":-1.5,\"token\":\"%s\"}",
                "{\"token\":\"%s\",\"tokenId\":7,\"logProbability\":-0.1}",
                "{\"logprobs\":{\"tokens\":[\"%s\"],\"token_logprobs\":[-0.1]}}",
                "{\"token\":\"https://login.example.com/oauth2/v2.0/%s\"}",
                "{\"auth\":\"/run/secrets/%s.json\"}",
                "{\"auth\":\"oauth2-authorization-code\",\"of\":\"%s\"}",
                "{\"ticket\":\"SUPPORT-TICKET-12345\",\"of\":\"%s\"}",
                "{\"tokens\":{\"USDC\":\"%s\"}}",
                "{\"credentials\":{\"projectId\":\"%s\"}}",
                "{\"secret\":{\"value\":\"enabled\",\"note\":\"%s\"}}",
                "[{\"name\":\"hash\",\"value\":\"%s\"}]",
                "[{\"Key\":\"jira-key\",\"Value\":\"%s\"}]",
                "{\"type\":\"thinking\",\"signature\":\"%s\"}",
                "{\"Key\":\"%s\",\"Size\":3}",
                "{\"code\":\"%s\"}",
                "{\"hash\":\"%s\"}",
                "{\"keys\":[\"%s\"]}",
                "{\"cache_keys\":[\"%s\"]}",
                "{\"value\":\"%s\"}",
                "{\"d\":\"%s\",\"k\":\"%1$s\"}",
                "{\"args\":[\"--password-file\",\"a\",\"--name\",\"%s\"]}",
                "{\"errors\":{\"password\":[\"must be longer than 12 characters\"]},\"of\":\"%s\"}",
                "{\"args\":[\"--api-key\",\"--password\",\"--help\"],\"of\":\"%s\"}",
                "{\"args\":[\"--password\",\"The password of user 7\",\"--image-pull-secret\",\"regcred\"],\"of\":\"%s\"}",
                "{\"args\":[\"--name=password\",\"hello7world\",\"--password\",null,\"hello7world\"],\"of\":\"%s\"}",
                "[{\"type\":\"password\",\"name\":\"field\",\"value\":\"Enter your password\"},\"%s\"]",
                "{\"type\":\"assertion\",\"value\":\"%s\"}",
                "{\"access_code\":\"PIN\",\"serviceTicket\":\"INC0012345\",\"of\":\"%s\"}",
                "{\"secret\":{\"key\":\"DatabasePassword1Prod\"},\"of\":\"%s\"}",
                "{\"note\":\"No, a password is base64-encoded only. Password: 2024-05-01 changed\",\"of\":\"%s\"}",
                "{\"note\":\"password = request2.getPassword(); password: '/api/v2/auth', '#password-input1'\",\"of\":\"%s\"}",
                "{\"note\":\"API key = load_api_key_from_env_v2(), secret key: production-secret-key-name-2024\",\"of\":\"%s\"}",
                "{\"note\":\"abfss://3f2504e0-4f89-11d3-9a0c-0305e82c3301@onelake.example/y\",\"of\":\"%s\"}",
                "{\"note\":\"docker run -u appuser:appgroup1 --user 1000650000:1000650000\",\"of\":\"%s\"}",
                "[\"commit\",\"%s\"]",
                "[\"token\",\"%s\",\"of three\"]",
                "{\"secrets\":[\"default-token-7x2kq\",\"%s-db\"]}",
                "{\"id\":\"password\",\"value\":\"Required\",\"of\":\"%s\"}",
                "{\"token\":\"0x52908400098527886E0F7030069857D2E4169EE7\",\"of\":\"%s\"}",
                "{\"Cookie\":\"chocolate\",\"of\":\"%s\"}",
                "{\"html\":\"<label id='password'>Password</label><value>Hello</value>\",\"of\":\"%s\"}",
                "{\"selector\":\"#username\",\"text\":\"%s\"}",
                "{\"cookies\":[\"chocolate\"],\"of\":\"%s\"}",
                "{\"csrf\":\"enabled\",\"otp\":\"one time purchase\",\"mnemonic\":\"mov\",\"of\":\"%s\"}",
                "{\"i18n\":{\"password\":\"Kennwort\",\"api_key\":\"API-Schl\u00fcssel\"},\"of\":\"%s\"}",
                "{\"pin\":\"left\",\"phrase\":\"hello world\",\"of\":\"%s\"}",
                "{\"base_token\":\"0x52908400098527886E0F7030069857D2E4169EE7\",\"of\":\"%s\"}",
                "{\"token\":\"%s\",\"decimals\":9}",
                "{\"tokens\":[{\"token\":\"covid19vaccine\",\"value\":\"#3b82f6ff\"}],\"of\":\"%s\"}",
                "{\"tokens\":[{\"address\":\"%s\"}]}",
                "{\"name\":\"a\",\"value\":\"%s\",\"sensitive\":false}",
                "{\"primaryKey\":\"%s%1$s\",\"key1\":\"%1$s\"}",
                "{\"key1\":\"%s\",\"key2\":\"a\"}",
                "{\"note\":\"see commit %s\"}",
                "{\"note\":\"commit: %s\"}"
            })
    void anotherNameKnowsBetter(String document) throws IOException {
        String body = document.formatted(VALUE);

        assertThat(recorded(Exchange.of("POST").send("application/json", body).receive("application/json", body))
                        .response()
                        .body()
                        .text())
                .contains(body);
    }

    @Test
    void aKeyOfACacheOrOfARepeatedRequestIsNone() throws IOException {
        Episode episode = recorded(Exchange.of("GET")
                .requestHeader("X-Cache-Key", VALUE)
                .requestHeader("X-Partition-Key", VALUE)
                .receive("text/plain", "ok"));

        assertThat(episode.request().headers().first("X-Cache-Key")).contains(VALUE);
        assertThat(episode.request().headers().first("X-Partition-Key")).contains(VALUE);
    }
}
