package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Feign;
import feign.Headers;
import feign.RequestLine;
import feign.hc5.ApacheHttp5Client;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.okhttp.VcrInterceptor;
import java.net.Proxy;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.http.Body;
import retrofit2.http.Header;
import retrofit2.http.POST;

/** What stands on an HTTP client needs no adapter of its own: the client below gets one, in one line. */
class LayersAboveTest {

    private static final String QUESTION = """
            {"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hello!"}]}""";

    private final Vcr vcr = Vcr.builder(Persisters.inMemory()).build();
    private ExampleProvider provider;

    @BeforeEach
    void startProvider() throws Exception {
        provider = ExampleProvider.start(Duration.ZERO);
    }

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    /** Asks a question through one of the layers. */
    private interface Ask {
        String answer() throws Exception;
    }

    private void recordAndReplay(Ask client) throws Exception {
        String recorded;
        try (Session session = vcr.open("layers")) {
            recorded = client.answer();
        }
        provider.close();
        String replayed;
        try (Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open("layers")) {
            replayed = client.answer();
        }
        assertThat(replayed).contains("You said: Hello!").isEqualTo(recorded);
        assertThat(provider.calls()).isEqualTo(1);
    }

    interface FeignMessages {
        @RequestLine("POST /v1/messages")
        @Headers({"Content-Type: application/json", "x-api-key: no-key-needed"})
        String ask(String question);
    }

    @Test
    void feignOnApacheHttpClient() throws Exception {
        try (CloseableHttpClient http = apache()) {
            FeignMessages messages = Feign.builder()
                    .client(new ApacheHttp5Client(http))
                    .target(FeignMessages.class, Providers.EXAMPLE_URL);

            recordAndReplay(() -> messages.ask(QUESTION));
        }
    }

    @Test
    void springsRestClientOnApacheHttpClient() throws Exception {
        try (CloseableHttpClient http = apache()) {
            RestClient messages = RestClient.builder()
                    .requestFactory(new HttpComponentsClientHttpRequestFactory(http))
                    .baseUrl(Providers.EXAMPLE_URL)
                    .defaultHeader("x-api-key", "no-key-needed")
                    .build();

            recordAndReplay(() -> messages.post()
                    .uri("/v1/messages")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(QUESTION)
                    .retrieve()
                    .body(String.class));
        }
    }

    interface RetrofitMessages {
        @POST("/v1/messages")
        Call<ResponseBody> ask(@Header("x-api-key") String key, @Body RequestBody question);
    }

    @Test
    void retrofitOnOkHttp() throws Exception {
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, provider.address()))
                .addInterceptor(VcrInterceptor.ambient())
                .build();
        RetrofitMessages messages = new Retrofit.Builder()
                .client(http)
                .baseUrl(Providers.EXAMPLE_URL)
                .build()
                .create(RetrofitMessages.class);
        RequestBody question = RequestBody.create(QUESTION, okhttp3.MediaType.get("application/json"));

        recordAndReplay(
                () -> messages.ask("no-key-needed", question).execute().body().string());
    }

    /** The provider is its proxy, so that the name of the provider need not exist. */
    private CloseableHttpClient apache() {
        HttpHost proxy = new HttpHost(
                provider.address().getHostString(), provider.address().getPort());
        return VcrExecInterceptor.ambient()
                .attachTo(HttpClients.custom().setProxy(proxy))
                .build();
    }
}
