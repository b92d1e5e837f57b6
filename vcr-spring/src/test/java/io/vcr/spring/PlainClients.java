package io.vcr.spring;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** A program that knows nothing of adapters: clients of Spring, each recorded and replayed. */
final class PlainClients {

    /** Makes a call with a new client. */
    interface OneCall {
        String get(String url);
    }

    private PlainClients() {}

    static Map<String, OneCall> all() {
        Map<String, OneCall> clients = new LinkedHashMap<>();
        clients.put("web-client", url -> get(WebClient.create(), url));
        clients.put(
                "web-client-jdk",
                url -> get(
                        WebClient.builder()
                                .clientConnector(new JdkClientHttpConnector())
                                .build(),
                        url));
        clients.put("rest-client", url -> get(RestClient.create(), url));
        clients.put("rest-client-jdk", url -> get(rest(new JdkClientHttpRequestFactory()), url));
        clients.put("rest-client-apache", url -> get(rest(new HttpComponentsClientHttpRequestFactory()), url));
        clients.put("rest-template", url -> get(new RestTemplate(), url));
        clients.put("rest-template-jdk", url -> get(new RestTemplate(new JdkClientHttpRequestFactory()), url));
        clients.put(
                "rest-template-apache",
                url -> get(new RestTemplate(new HttpComponentsClientHttpRequestFactory()), url));
        return clients;
    }

    private static RestClient rest(ClientHttpRequestFactory factory) {
        return RestClient.builder().requestFactory(factory).build();
    }

    private static String get(WebClient client, String url) {
        return client.get().uri(url).retrieve().bodyToMono(String.class).block();
    }

    private static String get(RestClient client, String url) {
        return client.get().uri(url).retrieve().body(String.class);
    }

    private static String get(RestTemplate client, String url) {
        return client.getForObject(url, String.class);
    }

    /** Takes the base URL. Prints a line for each client: its verdicts and responses in the modes once and none. */
    public static void main(String[] args) {
        Persister store = Persisters.inMemory();
        all().forEach((name, client) -> System.out.println("RESULT " + name + " "
                + run(store, RecordMode.ONCE, name, client, args[0]) + " "
                + run(store, RecordMode.NONE, name, client, args[0]) + " "
                + run(Persisters.inMemory(), RecordMode.NONE, name, client, args[0])));
        System.exit(0);
    }

    private static String run(Persister store, RecordMode mode, String name, OneCall client, String url) {
        Session session = Vcr.builder(store)
                .environment(Map.of())
                .mode(mode)
                .ignoreLocalhost(false)
                .build()
                .open(name);
        String body;
        try {
            body = client.get(url + "/" + name);
        } catch (RuntimeException e) {
            body = "failed";
        }
        Report report = session.finish(Outcome.PASSED);
        int decisions = report.counts().replayed()
                + report.counts().live()
                + report.counts().refused();
        return report.verdict() + " " + decisions + " " + body;
    }
}
