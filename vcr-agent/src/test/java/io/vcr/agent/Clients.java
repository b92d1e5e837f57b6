package io.vcr.agent;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import feign.Feign;
import feign.RequestLine;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.file.FilePersister;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.jdk.VcrUrlConnections;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.okhttp.VcrWebSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.elasticsearch.client.RestClient;
import retrofit2.Retrofit;
import retrofit2.http.GET;
import retrofit2.http.Url;

/** A program that knows nothing of adapters: each client makes one call in a session of its own. */
final class Clients {

    /** Makes a call with a new client. */
    interface OneCall {
        String get(String url) throws Exception;
    }

    private Clients() {}

    static Map<String, OneCall> all() {
        Map<String, OneCall> clients = new LinkedHashMap<>();
        clients.put("okhttp", url -> okHttp(new OkHttpClient(), url));
        clients.put("okhttp-derived", Clients::derivedOkHttp);
        clients.put("okhttp-async", Clients::okHttpAsync);
        clients.put("apache", url -> apache(HttpClients.createDefault(), url));
        clients.put("apache-async", url -> async(HttpAsyncClients.createDefault(), url));
        clients.put("apache-http2", url -> async(HttpAsyncClients.createHttp2Default(), url));
        clients.put("apache4", url -> apache4(org.apache.http.impl.client.HttpClients.createDefault(), url));
        clients.put("apache4-minimal", url -> apache4(org.apache.http.impl.client.HttpClients.createMinimal(), url));
        clients.put(
                "apache4-async", url -> apache4(org.apache.http.impl.nio.client.HttpAsyncClients.createDefault(), url));
        clients.put(
                "apache4-async-minimal",
                url -> apache4(org.apache.http.impl.nio.client.HttpAsyncClients.createMinimal(), url));
        clients.put("elasticsearch8", Clients::elasticsearch);
        clients.put(
                "jdk",
                url -> HttpClient.newHttpClient()
                        .send(request(url), BodyHandlers.ofString())
                        .body());
        clients.put(
                "jdk-async",
                url -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                        .sendAsync(request(url), BodyHandlers.ofString())
                        .get(20, TimeUnit.SECONDS)
                        .body());
        clients.put("url", url -> text(new URL(url).openStream()));
        clients.put("url-https", Clients::https);
        clients.put("okhttp-socket", url -> socket(new OkHttpClient(), url));
        clients.put("okhttp-socket-by-hand", url -> socket(VcrWebSockets.ambient(new OkHttpClient()), url));
        clients.put("jdk-socket", Clients::jdkSocket);
        clients.put("retrofit", Clients::retrofit);
        clients.put("feign", Clients::feign);
        clients.put("google-http", url -> google(new NetHttpTransport(), url));
        clients.put("google-http-apache", url -> google(new ApacheHttpTransport(), url));
        clients.put(
                "unirest", url -> kong.unirest.core.Unirest.get(url).asString().getBody());
        clients.put(
                "unirest3-async",
                url -> kong.unirest.Unirest.get(url)
                        .asStringAsync()
                        .get(20, TimeUnit.SECONDS)
                        .getBody());
        clients.put("unirest3", url -> kong.unirest.Unirest.get(url).asString().getBody());
        clients.put("okhttp-by-hand", url -> okHttp(VcrInterceptor.ambient().attachTo(new OkHttpClient()), url));
        clients.put(
                "okhttp-interceptor-by-hand",
                url -> okHttp(
                        new OkHttpClient.Builder()
                                .addInterceptor(VcrInterceptor.ambient())
                                .build(),
                        url));
        clients.put(
                "apache-by-hand",
                url -> apache(
                        VcrExecInterceptor.ambient()
                                .attachTo(HttpClients.custom())
                                .build(),
                        url));
        clients.put(
                "apache4-by-hand",
                url -> apache4(
                        io.vcr.apache4.VcrHttpClient.ambient(org.apache.http.impl.client.HttpClients.createDefault()),
                        url));
        clients.put(
                "google-http-apache-by-hand",
                url -> google(
                        new ApacheHttpTransport(
                                io.vcr.apache4.VcrHttpClient.ambient(ApacheHttpTransport.newDefaultHttpClientBuilder()
                                        .build())),
                        url));
        clients.put(
                "jdk-by-hand",
                url -> VcrHttpClient.ambient(HttpClient.newHttpClient())
                        .send(request(url), BodyHandlers.ofString())
                        .body());
        clients.put(
                "url-by-hand",
                url -> text(VcrUrlConnections.ambient().open(new URL(url)).getInputStream()));
        return clients;
    }

    private static String okHttp(OkHttpClient client, String url) throws IOException {
        try (Response response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.body().string();
        }
    }

    /** The interceptor of the derived client is behind that of the agent in the first one. */
    private static String derivedOkHttp(String url) throws IOException {
        OkHttpClient derived = new OkHttpClient()
                .newBuilder()
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().header("X-Added", "1").build()))
                .build();
        try (Response response = derived.newBuilder()
                .build()
                .newCall(new Request.Builder().url(url).build())
                .execute()) {
            return response.body().string() + " " + response.request().header("X-Added");
        }
    }

    private static String okHttpAsync(String url) throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        new OkHttpClient().newCall(new Request.Builder().url(url).build()).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) throws IOException {
                body.complete(response.body().string());
            }

            @Override
            public void onFailure(Call call, IOException e) {
                body.completeExceptionally(e);
            }
        });
        return body.get(20, TimeUnit.SECONDS);
    }

    private static String apache(CloseableHttpClient client, String url) throws IOException {
        try (client) {
            return client.execute(new HttpGet(url), response -> EntityUtils.toString(response.getEntity()));
        }
    }

    private static String apache4(org.apache.http.impl.client.CloseableHttpClient client, String url)
            throws IOException {
        try (client) {
            return client.execute(
                    new org.apache.http.client.methods.HttpGet(url),
                    new org.apache.http.impl.client.BasicResponseHandler());
        }
    }

    private static String apache4(org.apache.http.impl.nio.client.CloseableHttpAsyncClient client, String url)
            throws Exception {
        URI uri = URI.create(url);
        try (client) {
            client.start();
            org.apache.http.HttpResponse response = client.execute(
                            new org.apache.http.HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()),
                            new org.apache.http.message.BasicHttpRequest(
                                    "GET", uri.getPath()), // the minimal client sends it so
                            null)
                    .get(20, TimeUnit.SECONDS);
            return org.apache.http.util.EntityUtils.toString(response.getEntity());
        }
    }

    private static String elasticsearch(String url) throws IOException {
        URI uri = URI.create(url);
        try (RestClient client = RestClient.builder(
                        new org.apache.http.HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()))
                .build()) {
            org.elasticsearch.client.Response response =
                    client.performRequest(new org.elasticsearch.client.Request("GET", uri.getPath()));
            return org.apache.http.util.EntityUtils.toString(response.getEntity());
        }
    }

    private static String async(CloseableHttpAsyncClient client, String url) throws Exception {
        try (client) {
            client.start();
            SimpleHttpRequest request = SimpleRequestBuilder.get(url).build();
            SimpleHttpResponse response = client.execute(request, null).get(20, TimeUnit.SECONDS);
            return response.getBodyText();
        }
    }

    interface RetrofitApi {
        @GET
        retrofit2.Call<ResponseBody> get(@Url String url);
    }

    private static String retrofit(String url) throws IOException {
        return new Retrofit.Builder()
                .baseUrl("http://localhost/")
                .build()
                .create(RetrofitApi.class)
                .get(url)
                .execute()
                .body()
                .string();
    }

    interface FeignApi {
        @RequestLine("GET")
        String get(URI url);
    }

    private static String feign(String url) {
        return Feign.builder().target(FeignApi.class, "http://localhost").get(URI.create(url));
    }

    private static String google(HttpTransport transport, String url) throws IOException {
        return transport
                .createRequestFactory()
                .buildGetRequest(new GenericUrl(url))
                .execute()
                .parseAsString();
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    /** The first message, or why there is none. */
    private static String socket(WebSocket.Factory client, String url) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocket(new Request.Builder().url(url).build(), new WebSocketListener() {
            @Override
            public void onMessage(WebSocket webSocket, String text) {
                first.complete(text);
            }

            @Override
            public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
                first.completeExceptionally(failure);
            }
        });
        try {
            return first.get(20, TimeUnit.SECONDS);
        } finally {
            socket.cancel();
        }
    }

    private static String jdkSocket(String url) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        java.net.http.WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(url.replaceFirst("^http", "ws")), new java.net.http.WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                            java.net.http.WebSocket webSocket, CharSequence text, boolean last) {
                        first.complete(text.toString());
                        return null;
                    }
                })
                .get(20, TimeUnit.SECONDS);
        try {
            return first.get(20, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private static String https(String url) throws IOException {
        URL secure = new URL(System.getProperty("test.https") + URI.create(url).getPath());
        HttpURLConnection connection = (HttpURLConnection) secure.openConnection();
        return text(connection.getInputStream());
    }

    private static String text(InputStream body) throws IOException {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** All clients, or those that a property names. */
    private static Map<String, OneCall> wanted() {
        Map<String, OneCall> clients = all();
        String names = System.getProperty("test.clients", "");
        if (!names.isEmpty()) {
            clients.keySet().retainAll(List.of(names.split(",")));
        }
        return clients;
    }

    /** Runs the clients: directory of the cassettes, record mode, base URL. Prints a line for each. */
    public static void main(String[] args) {
        boolean mocks = Boolean.getBoolean("test.mocks");
        if (mocks && Boolean.getBoolean("test.mocks.first")) {
            Mocks.check();
        }
        if (Boolean.getBoolean("test.attach")) {
            VcrAgent.attach();
            VcrAgent.attach(); // does nothing
        }
        if (mocks && !Boolean.getBoolean("test.mocks.first")) {
            Mocks.check();
        }
        Vcr.Builder builder = Vcr.builder(FilePersister.of(Path.of(args[0]))).mode(RecordMode.of(args[1]));
        Vcr vcr = Boolean.getBoolean("test.localhost.default")
                ? builder.build()
                : builder.ignoreLocalhost(false).build();
        wanted().forEach((name, client) -> {
            Session session = vcr.open(name);
            String result;
            try {
                result = client.get(args[2] + "/" + name);
            } catch (Exception e) {
                result = e.toString();
            }
            Report report = session.finish(Outcome.PASSED);
            int decisions = report.counts().replayed()
                    + report.counts().live()
                    + report.counts().refused();
            System.out.println("RESULT " + name + " " + report.verdict() + " " + decisions + " "
                    + result.lines().findFirst().orElse(""));
        });
        System.exit(0);
    }
}
