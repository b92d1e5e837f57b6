package io.vcr.apache;

import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Marks a call on which an adapter further out has decided, for as long as that adapter hands it on: whoever retries
 * outside of it makes another request. A context may serve several calls, one after the other.
 */
final class Decided implements AutoCloseable {

    private final HttpContext context;
    private final String name;

    Decided(HttpContext context, String exchangeId) {
        this.context = context;
        this.name = name(exchangeId);
        context.setAttribute(name, true);
    }

    static boolean on(HttpContext context, String exchangeId) {
        return context.getAttribute(name(exchangeId)) != null;
    }

    private static String name(String exchangeId) {
        return "io.vcr.decided." + exchangeId;
    }

    @Override
    public void close() {
        context.removeAttribute(name);
    }
}
