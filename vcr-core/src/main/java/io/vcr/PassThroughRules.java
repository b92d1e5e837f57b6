package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for requests that are neither recorded nor replayed. Immutable.
 *
 * @param hosts names, or patterns such as {@code *.example.com}
 * @param ignoreLocalhost whether requests to this machine pass; if null, those of clients that the test has not attached
 */
record PassThroughRules(Set<String> hosts, @Nullable Boolean ignoreLocalhost) {

    /** The reason for a request to this machine. */
    static final String LOCALHOST = "localhost";

    /** A replayed token has long expired, although its response says that it is fresh (litellm #29229). */
    private static final Set<String> TOKEN_HOSTS = Set.of(
            "oauth2.googleapis.com",
            "sts.googleapis.com",
            "accounts.google.com",
            "metadata.google.internal",
            "169.254.169.254",
            "login.microsoftonline.com");

    /** Copies the hosts. */
    PassThroughRules {
        hosts = Set.copyOf(hosts);
    }

    /** Why a request passes. In mode {@code none} only configured hosts pass. */
    Optional<String> reason(HttpRequest request, RecordMode mode, boolean attached) {
        Optional<String> reason = reason(request.uri().host(), mode, attached);
        if (reason.isPresent() || mode == RecordMode.NONE) {
            return reason;
        }
        boolean upgrade = request.headers()
                .first("Upgrade")
                .filter(protocol -> protocol.equalsIgnoreCase("websocket"))
                .isPresent();
        return upgrade ? Optional.of("websocket") : Optional.empty();
    }

    /** Why all requests to a host pass. */
    Optional<String> reason(String host, RecordMode mode, boolean attached) {
        if (isConfigured(host)) {
            return Optional.of("host " + host);
        }
        if ((ignoreLocalhost == null ? attached : ignoreLocalhost) && Uri.isThisMachine(host)) {
            return Optional.of(LOCALHOST);
        }
        return mode != RecordMode.NONE && TOKEN_HOSTS.contains(host)
                ? Optional.of("token host " + host)
                : Optional.empty();
    }

    private boolean isConfigured(String host) {
        if (hosts.isEmpty()) {
            return false;
        }
        if (hosts.contains(host)) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (hosts.contains("*" + host.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
