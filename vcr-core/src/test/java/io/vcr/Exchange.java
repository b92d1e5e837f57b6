package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.nio.charset.StandardCharsets;

/** A request and its response, that a secret is planted into. Immutable. */
record Exchange(HttpRequest request, HttpResponse response) {

    private static final HttpResponse OK =
            new HttpResponse(200, "OK", Headers.of("Content-Type", "application/json"), Body.of("{}"));

    static Exchange of(String method) {
        Body body = method.equals("GET") ? Body.EMPTY : Body.of("{\"a\":1}");
        HttpRequest request = new HttpRequest(
                method,
                Uri.of("https://api.example.com/v1/files"),
                Headers.of("Content-Type", "application/json"),
                body);
        return new Exchange(request, OK);
    }

    Exchange requestHeader(String name, String value) {
        return new Exchange(request.withHeaders(request.headers().with(name, value)), response);
    }

    Exchange responseHeader(String name, String value) {
        return new Exchange(request, response.withHeaders(response.headers().with(name, value)));
    }

    Exchange reason(String text) {
        return new Exchange(request, new HttpResponse(200, text, response.headers(), response.body()));
    }

    Exchange uri(String text) {
        return new Exchange(request.withUri(Uri.of(text)), response);
    }

    Exchange send(String type, byte[] body) {
        return new Exchange(
                request.withHeaders(request.headers().with("Content-Type", type))
                        .withBody(Body.of(body)),
                response);
    }

    Exchange send(String type, String body) {
        return send(type, body.getBytes(StandardCharsets.UTF_8));
    }

    Exchange receive(String type, byte[] body) {
        return new Exchange(
                request,
                response.withHeaders(response.headers().with("Content-Type", type))
                        .withBody(Body.of(body)));
    }

    Exchange receive(String type, String body) {
        return receive(type, body.getBytes(StandardCharsets.UTF_8));
    }
}
