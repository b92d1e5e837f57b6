package io.vcr.benchmarks.replay;

import io.vcr.benchmarks.work.ChatText;
import io.vcr.spring.VcrClientConnector;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Spring's WebClient. */
public class WebClientReplay extends ClientReplay {

    private static final Scheduler OTHER = Schedulers.fromExecutor(OTHER_THREAD);
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    public WebClientReplay() {
        super(
                session -> call(VcrClientConnector.of(session, new JdkClientHttpConnector())),
                answers -> call(new CannedConnector(answers)));
    }

    private static Call call(ClientHttpConnector connector) {
        WebClient client = WebClient.builder().clientConnector(connector).build();
        return () -> Objects.requireNonNull(client.post()
                .uri(URI.create(ChatText.URL))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(SENT)
                .retrieve()
                .bodyToMono(byte[].class)
                .block());
    }

    private record CannedConnector(UnaryOperator<byte[]> answers) implements ClientHttpConnector {

        @Override
        public Mono<ClientHttpResponse> connect(
                HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> writer) {
            return Mono.defer(() -> {
                Sent sent = new Sent(method, uri);
                return writer.apply(sent).then(Mono.fromSupplier(() -> new CannedResponse(answers.apply(sent.body))));
            });
        }
    }

    private static final class Sent extends AbstractClientHttpRequest {

        private final HttpMethod method;
        private final URI uri;
        private byte[] body = {};

        Sent(HttpMethod method, URI uri) {
            this.method = method;
            this.uri = uri;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> pieces) {
            return doCommit(() -> DataBufferUtils.join(pieces)
                    .doOnNext(joined -> {
                        body = new byte[joined.readableByteCount()];
                        joined.read(body);
                    })
                    .then());
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> pieces) {
            return writeWith(Flux.from(pieces).concatMap(Function.identity()));
        }

        @Override
        public Mono<Void> setComplete() {
            return doCommit();
        }

        @Override
        public HttpMethod getMethod() {
            return method;
        }

        @Override
        public URI getURI() {
            return uri;
        }

        @Override
        public DataBufferFactory bufferFactory() {
            return BUFFERS;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // of Spring
        public <T> T getNativeRequest() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void applyHeaders() {}

        @Override
        protected void applyCookies() {}
    }

    private static final class CannedResponse implements ClientHttpResponse {

        private final Flux<DataBuffer> body;
        private final HttpHeaders headers = new HttpHeaders();

        CannedResponse(byte[] answer) {
            this.body = Flux.<DataBuffer>just(BUFFERS.wrap(answer)).subscribeOn(OTHER);
            headers.add(HttpHeaders.CONTENT_TYPE, ChatText.JSON);
        }

        @Override
        public HttpStatus getStatusCode() {
            return HttpStatus.OK;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public MultiValueMap<String, ResponseCookie> getCookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return body;
        }
    }
}
