package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Filters;
import io.vcr.Persisters;
import io.vcr.SecretPolicy;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Filter;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not in a cassette; the provider and the code under test see the originals. */
class RedactionTest {

    private static final String QUESTION = """
            {"model":"m","password":"hunter2","messages":[{"role":"user","content":"I am alice@example.com"}]}""";

    /** Made up, and put together so that no scanner takes this file for a leak. */
    private static final String KEY = "sk-ant-" + "a1b2".repeat(8);

    private final Persister store = Persisters.inMemory();
    private final Vcr recorder = Vcr.builder(store)
            .filter(
                    Filters.removeRequestHeaders("x-tenant"),
                    Filters.redactQuery("session"),
                    Filters.redactJson("$..email"),
                    Filters.replaceText("alice@example.com", "user@example.com"))
            .build();

    /** Drops answers that are not final. */
    record FinalAnswersOnly() implements Filter {

        @Override
        public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
            boolean pending = response.body()
                    .text()
                    .filter(text -> text.contains("pending"))
                    .isPresent();
            return pending ? Optional.of("not final") : Optional.empty();
        }
    }

    @BeforeEach
    void isEmpty() throws IOException {
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void secretsAreReplacedByDefault() throws IOException {
        Vcr vcr = Vcr.builder(store).build();
        answer(vcr, QUESTION.replace("I am", KEY));

        assertThat(stored())
                .contains("<password-1>", "You said: <anthropic_key-1> alice@example.com")
                .doesNotContain("hunter2", KEY);
        assertThat(answer(vcr, QUESTION.replace("I am", KEY))).contains("You said: <anthropic_key-1>");
    }

    @Test
    void aRuleIsSwitchedOff() throws IOException {
        Vcr keeping = Vcr.builder(store)
                .keeping("password", "anthropic-key", "$.metadata.otp")
                .build();
        answer(keeping, QUESTION.replace("I am", KEY));

        assertThat(stored()).contains("hunter2", KEY);
    }

    @Test
    void aPlaceholderStandsForAValue() throws IOException {
        Vcr tenant =
                Vcr.builder(store).placeholder("<USER>", "alice@example.com").build();
        answer(tenant, QUESTION);

        assertThat(stored()).contains("I am <USER>").doesNotContain("alice");
        Vcr elsewhere =
                Vcr.builder(store).placeholder("<USER>", "bob@example.com").build();
        assertThat(answer(elsewhere, QUESTION.replace("alice", "bob"))).contains("You said: I am bob@example.com");
    }

    @Test
    void filteredValuesAreNotStored() throws IOException {
        assertThat(answer(recorder, QUESTION)).contains("alice@example.com");

        assertThat(stored())
                .contains("REDACTED", "user@example.com")
                .doesNotContain("hunter2", "alice@example.com", "s3cret", "acme");
    }

    @Test
    void aFilterOfOnesOwnDropsAnExchange() throws IOException {
        answer(recorder.toBuilder().filter(new FinalAnswersOnly()).build(), QUESTION.replace("I am", "pending"));

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void aTextThatLooksLikeAKeyIsAllowed() throws IOException {
        Vcr allowing = recorder.toBuilder()
                .secrets(SecretPolicy.redact().allowing("sk-placeholder-0123456789abcdef"))
                .build();
        answer(allowing, QUESTION.replace("I am", "sk-placeholder-0123456789abcdef"));

        assertThat(stored()).contains("sk-placeholder-0123456789abcdef");
    }

    @Test
    void nothingIsSavedIfSecretsAreRefused() throws IOException {
        answer(Vcr.builder(store).secrets(SecretPolicy.refuse()).build(), QUESTION);

        assertThat(store.list("")).isEmpty();
    }

    private static String answer(Vcr vcr, String question) throws IOException {
        try (ExampleProvider provider = ExampleProvider.start(Duration.ZERO);
                Session session = vcr.open("redaction")) {
            OkHttpClient http = new OkHttpClient.Builder()
                    .proxy(new Proxy(Proxy.Type.HTTP, provider.address()))
                    .addInterceptor(VcrInterceptor.of(session))
                    .build();
            Request request = new Request.Builder()
                    .url(Providers.EXAMPLE_URL + "/v1/messages?session=s3cret")
                    .header("x-api-key", "no-key-needed")
                    .header("x-tenant", "acme")
                    .post(RequestBody.create(question, MediaType.get("application/json")))
                    .build();
            try (Response response = http.newCall(request).execute()) {
                return response.body().string();
            }
        }
    }

    private String stored() throws IOException {
        return new String(
                CassetteCodec.JSON.encode(store.load(CassetteId.of("redaction")).orElseThrow()),
                StandardCharsets.UTF_8);
    }
}
