package io.vcr.apache4;

import io.vcr.http.Uri;
import java.util.Objects;
import org.apache.http.Header;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.CookieStore;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.cookie.Cookie;
import org.apache.http.cookie.CookieOrigin;
import org.apache.http.cookie.CookieSpec;
import org.apache.http.cookie.CookieSpecProvider;
import org.apache.http.cookie.MalformedCookieException;
import org.apache.http.impl.cookie.DefaultCookieSpecProvider;
import org.jspecify.annotations.Nullable;

/** The cookies of a replayed response. The store of the client cannot be reached, that of a context can. Stateless. */
final class ReplayedCookies {

    private ReplayedCookies() {}

    /** Saves the cookies as the interceptor of HttpClient does that processes those of a response. */
    static void save(HttpClientContext context, HttpRequest request, Uri uri, HttpResponse response) {
        CookieStore store = context.getCookieStore();
        CookieSpecProvider specs = specs(context, request);
        if (store == null || specs == null || !response.containsHeader("Set-Cookie")) {
            return;
        }
        CookieSpec spec = specs.create(context);
        String path = uri.path().isEmpty() ? "/" : uri.path();
        CookieOrigin origin = new CookieOrigin(
                uri.host(), Math.max(0, uri.port()), path, uri.scheme().equals("https"));
        for (Header header : response.getHeaders("Set-Cookie")) {
            try {
                for (Cookie cookie : spec.parse(header, origin)) {
                    spec.validate(cookie, origin);
                    store.addCookie(cookie);
                }
            } catch (MalformedCookieException e) {
                // HttpClient logs such a cookie and goes on.
            }
        }
    }

    /** Null if the client is to ignore cookies. A context that no client has used has no registry. */
    private static @Nullable CookieSpecProvider specs(HttpClientContext context, HttpRequest request) {
        RequestConfig own = request instanceof Configurable configurable ? configurable.getConfig() : null;
        RequestConfig config = own == null ? context.getRequestConfig() : own;
        String name = Objects.requireNonNullElse(config.getCookieSpec(), CookieSpecs.DEFAULT);
        if (name.equals(CookieSpecs.IGNORE_COOKIES)) {
            return null;
        }
        return context.getCookieSpecRegistry() == null
                ? new DefaultCookieSpecProvider()
                : context.getCookieSpecRegistry().lookup(name);
    }
}
