package io.vcr.internal.layout;

import io.vcr.http.Uri;
import io.vcr.spi.Episode.Route;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The route of a call in the words of other tools. */
final class Routes {

    private Routes() {}

    /**
     * Returns a route without redirects.
     *
     * @param last the URI of the last request; the first one, nothing, or no URI if it is not known
     * @param version the version of HTTP, such as {@code h2}, {@code http/2.0} or {@code 1.1}; anything else is not known
     */
    static Route of(Uri first, String last, String version) {
        Uri uri = uri(first, last);
        String known = version(version);
        return uri == null && known.isEmpty() ? Route.DIRECT : new Route(List.of(), uri, known);
    }

    private static @Nullable Uri uri(Uri first, String last) {
        try {
            return last.isEmpty() || last.equals(first.text()) ? null : Uri.of(last);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String version(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "http/1.0", "1.0" -> "HTTP/1.0";
            case "h2", "http/2", "http/2.0", "2", "2.0" -> "HTTP/2";
            case "h3", "http/3", "http/3.0", "3", "3.0" -> "HTTP/3";
            default -> "";
        };
    }
}
