package io.vcr.apache;

import io.vcr.http.Headers;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import io.vcr.transport.Answer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.Cookie;
import org.apache.hc.client5.http.cookie.CookieOrigin;
import org.apache.hc.client5.http.cookie.CookieSpec;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.cookie.MalformedCookieException;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.protocol.RedirectLocations;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;

/** What HttpClient leaves in the context of a call, and in the store of its cookies. Confined to one call. */
final class ReplayedContext {

    /** Before 5.4 the context keeps these values as attributes, and has no setters for them. */
    private static final boolean HAS_SETTERS = hasSetters();

    private final HttpClientContext context;

    ReplayedContext(HttpClientContext context) {
        this.context = context;
    }

    void fill(Answer answer, HttpRoute target, HttpRequest request, HttpResponse response) {
        Route route = answer.route();
        made(request);
        redirected(new RedirectLocations()); // never null in HttpClient, on which Jersey's connector relies
        if (HAS_SETTERS) {
            context.setRoute(target);
            context.setResponse(response);
        } else {
            context.setAttribute("http.route", target);
            context.setAttribute("http.response", response);
        }
        Uri last = route.uri();
        if (last != null) {
            redirected(route, last, request);
        }
        for (Hop hop : route.hops()) {
            saveCookies(hop.uri(), hop.response().headers());
        }
        if (answer.headers().contains("Set-Cookie")) {
            saveCookies(last == null ? ApacheMessages.uri(request, target.getTargetHost()) : last, answer.headers());
        }
    }

    private static boolean hasSetters() {
        try {
            HttpClientContext.class.getMethod("setRoute", HttpRoute.class);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private void made(HttpRequest request) {
        if (HAS_SETTERS) {
            context.setRequest(request);
        } else {
            context.setAttribute("http.request", request);
        }
    }

    private void redirected(RedirectLocations locations) {
        if (HAS_SETTERS) {
            context.setRedirectLocations(locations);
        } else {
            context.setAttribute("http.protocol.redirect-locations", locations);
        }
    }

    private void redirected(Route route, Uri last, HttpRequest request) {
        RedirectLocations locations = new RedirectLocations();
        try {
            for (Hop hop : route.hops()
                    .subList(Math.min(1, route.hops().size()), route.hops().size())) {
                locations.add(uri(hop.uri()));
            }
            locations.add(uri(last));
            redirected(locations);
            made(new BasicHttpRequest(route.method(request.getMethod()), uri(last)));
        } catch (URISyntaxException e) {
            // The recording has a URL that HttpClient does not accept.
        }
    }

    private static URI uri(Uri uri) throws URISyntaxException {
        return new URI(uri.text().replace("<", "%3C").replace(">", "%3E"));
    }

    /** As the interceptor of HttpClient does that processes the cookies of a response. */
    private void saveCookies(Uri uri, Headers headers) {
        CookieStore store = context.getCookieStore();
        RequestConfig config = context.getRequestConfig(); // never null before 5.4
        String name =
                Objects.requireNonNullElse(config == null ? null : config.getCookieSpec(), StandardCookieSpec.STRICT);
        CookieSpecFactory specs = context.getCookieSpecRegistry() == null
                ? null
                : context.getCookieSpecRegistry().lookup(name);
        if (store == null || specs == null) {
            return;
        }
        CookieSpec spec = specs.create(context);
        String path = uri.path().isEmpty() ? "/" : uri.path();
        CookieOrigin origin = new CookieOrigin(
                uri.host(), Math.max(0, uri.port()), path, uri.scheme().equals("https"));
        for (String value : headers.all("Set-Cookie")) {
            try {
                for (Cookie cookie : spec.parse(new BasicHeader("Set-Cookie", value), origin)) {
                    spec.validate(cookie, origin);
                    store.addCookie(cookie);
                }
            } catch (MalformedCookieException e) {
                // HttpClient logs such a cookie and goes on.
            }
        }
    }
}
