package io.vcr.internal.redact;

import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.internal.body.FormPairs;
import io.vcr.spi.Filter;
import java.util.Set;

/** Removes user information and fragment, and redacts parameters; every other byte of the URI stays as it was. */
public record UriFilter(Set<String> names, String placeholder) implements Filter {

    /** Names that as often hold an id or a paging token: redacted only if the value looks like a credential. */
    private static final Set<String> SUSPECT_PARAMETERS = Set.of("key", "token", "code");

    @Override
    public HttpRequest request(HttpRequest request) {
        Uri uri = request.uri().withoutUserInfo().withoutFragment();
        if (!uri.query().isEmpty()) {
            String query = FormPairs.redacted(uri.query(), this::isSecret, placeholder);
            uri = query.equals(uri.query()) ? uri : uri.withQuery(query);
        }
        return uri.equals(request.uri()) ? request : request.withUri(uri);
    }

    private boolean isSecret(String name, String value) {
        return names.contains(name)
                || (SUSPECT_PARAMETERS.contains(name) && SecretGuard.system().finds(value));
    }
}
