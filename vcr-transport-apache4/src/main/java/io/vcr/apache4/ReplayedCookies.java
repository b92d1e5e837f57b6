package io.vcr.apache4;

import io.vcr.http.Uri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.client.CookieStore;
import org.apache.http.client.config.CookieSpecs;
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
    static void save(HttpClientContext context, Uri uri, HttpResponse response) {
        CookieStore store = context.getCookieStore();
        CookieSpecProvider specs = specs(context);
        if (store == null || specs == null || !response.containsHeader("Set-Cookie")) {
            return;
        }
        CookieSpec spec = specs.create(context);
        CookieOrigin origin = new CookieOrigin(
                uri.host(), Math.max(0, uri.port()), path(uri), uri.scheme().equals("https"));
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

    /** Decoded, and that of the host if HttpClient cannot parse the URI: as HttpClient has it. */
    private static String path(Uri uri) {
        try {
            String path = new URI(uri.text()).getPath();
            return path == null || path.isEmpty() ? "/" : path;
        } catch (URISyntaxException e) {
            return "/";
        }
    }

    /** Null if the client is to ignore cookies. A context that no client has used has no registry. */
    private static @Nullable CookieSpecProvider specs(HttpClientContext context) {
        String name = Objects.requireNonNullElse(context.getRequestConfig().getCookieSpec(), CookieSpecs.DEFAULT);
        if (name.equals(CookieSpecs.IGNORE_COOKIES)) {
            return null;
        }
        return context.getCookieSpecRegistry() == null
                ? new DefaultCookieSpecProvider()
                : context.getCookieSpecRegistry().lookup(name);
    }
}
