package io.vcr.spring;

import io.vcr.transport.Answer;
import io.vcr.transport.Playback;
import java.net.HttpCookie;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** A response of WebClient that does not come from the network. Its body has one subscriber. Thread-safe. */
final class AnswerResponse implements ClientHttpResponse {

    private static final Pattern SAME_SITE = Pattern.compile("(?i).*;\\s*SameSite=(Strict|Lax|None)\\b.*");

    private final Answer answer;
    private final HttpHeaders headers;
    private final Flux<DataBuffer> body;

    AnswerResponse(Answer answer) {
        this.answer = answer;
        this.headers = SpringMessages.headers(answer);
        this.body = JdkFlowAdapter.flowPublisherToFlux(Playback.publisher(answer))
                .map(DefaultDataBufferFactory.sharedInstance::wrap);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(answer.status());
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
        for (String field : answer.headers().all(HttpHeaders.SET_COOKIE)) {
            parsed(field).forEach(cookie -> cookies.add(cookie.getName(), cookie(cookie, SAME_SITE.matcher(field))));
        }
        return cookies;
    }

    private static List<HttpCookie> parsed(String field) {
        try {
            return HttpCookie.parse(field);
        } catch (IllegalArgumentException e) {
            return List.of(); // clients leave out a cookie that they cannot read
        }
    }

    private static ResponseCookie cookie(HttpCookie cookie, Matcher sameSite) {
        return ResponseCookie.fromClientResponse(cookie.getName(), cookie.getValue())
                .domain(cookie.getDomain())
                .path(cookie.getPath())
                .maxAge(cookie.getMaxAge())
                .secure(cookie.getSecure())
                .httpOnly(cookie.isHttpOnly())
                .sameSite(sameSite.matches() ? sameSite.group(1) : null)
                .build();
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return body;
    }
}
