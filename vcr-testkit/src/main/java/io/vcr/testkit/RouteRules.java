package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for what a client learns beside status, headers and body (T20, T21). */
abstract class RouteRules extends ChoiceRules {

    @Test
    @DisplayName("T20 A client shows the same URLs of a redirected call live and in replay")
    void t20AClientShowsTheSameUrls() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /via", ""))
                .on("/via", (request, wire) -> wire.respond("302 Found", "Location: /to?a=1", "moved"))
                .on("/to", (request, wire) -> wire.respond("200 OK", "", "there"));
        vcr = vcr.toBuilder().filters(List.of()).build(); // as for T8
        List<List<String>> urls = new ArrayList<>();

        urls.add(urls(bare()));
        if (urls.get(0).isEmpty()) {
            throw notApplicable("the client shows no URLs");
        }
        record(client -> urls.add(urls(client)));
        replay(client -> urls.add(urls(client)));

        assertThat(urls.get(1)).as("live").isEqualTo(urls.get(0));
        assertThat(urls.get(2)).as("in replay").isEqualTo(urls.get(0));
    }

    private List<String> urls(TransportClient client) throws Exception {
        try (Exchange exchange = client.send(get("/from"))) {
            seen(exchange);
            return exchange.urls();
        }
    }

    @Test
    @DisplayName("T21 After a replay the client keeps the cookies of the response and of its redirects")
    void t21TheClientKeepsTheCookies() throws Exception {
        server.on(
                        "/login",
                        (request, wire) ->
                                wire.respond("302 Found", "Location: /home\nSet-Cookie: session=a1b2c3; Path=/", ""))
                .on("/home", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", "home"));
        List<Set<String>> cookies = new ArrayList<>();

        cookies.add(cookies(bare()));
        record(client -> cookies.add(cookies(client)));
        replay(client -> cookies.add(cookies(client)));

        assertThat(cookies.get(1)).as("live").isEqualTo(cookies.get(0));
        assertThat(cookies.get(2)).as("in replay").isEqualTo(cookies.get(0));
    }

    private Set<String> cookies(TransportClient client) throws Exception {
        if (client.cookies().isEmpty()) {
            throw notApplicable("the client keeps no cookies");
        }
        fetch(client, get("/login"));
        return client.cookies().orElseThrow();
    }
}
