package io.vcr.internal.match;

import io.vcr.http.Headers;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Route;
import java.util.regex.Pattern;

/** Tells whether a client may be known by a cookie from now on. */
public final class SetCookies {

    /** The cookies of load balancers, which say nothing about the user and which almost every response of some APIs sets. */
    private static final Pattern BALANCER =
            Pattern.compile("(?i)\\s*(?:__cf_bm|_cfuvid|__cflb|__cfruid|AWSALB\\w*|AWSELB\\w*)=.*", Pattern.DOTALL);

    private SetCookies() {}

    public static boolean identify(Headers response) {
        return response.all("Set-Cookie").stream()
                .anyMatch(cookie -> !BALANCER.matcher(cookie).matches());
    }

    public static boolean identify(Route route) {
        return route.hops().stream().anyMatch(hop -> identify(hop.response().headers()));
    }

    static boolean identify(Episode episode) {
        return identify(episode.response().headers()) || identify(episode.route());
    }
}
