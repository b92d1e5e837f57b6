package io.vcr.apache;

import io.vcr.transport.Transport;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** What the agent calls when a program builds a client: {@code META-INF/vcr/attach} says where. Thread-safe. */
final class Attachment {

    /** The builders that have an interceptor: a builder does not show them, and may build several clients. */
    private static final Set<Object> ATTACHED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Attachment() {}

    static Object classic(Object builder) {
        if (ATTACHED.add(builder)) {
            new VcrExecInterceptor(Transport.attached()).addTo((HttpClientBuilder) builder);
        }
        return builder;
    }

    static Object async(Object builder) {
        if (ATTACHED.add(builder)) {
            new VcrAsyncExecInterceptor(Transport.attached()).addTo((HttpAsyncClientBuilder) builder);
        }
        return builder;
    }

    static Object http2(Object builder) {
        if (ATTACHED.add(builder)) {
            new VcrAsyncExecInterceptor(Transport.attached()).addTo((H2AsyncClientBuilder) builder);
        }
        return builder;
    }

    /** The test has attached the clients of a builder, so the agent does not. */
    static void byHand(Object builder) {
        ATTACHED.add(builder);
    }
}
