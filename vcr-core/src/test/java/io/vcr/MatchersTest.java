package io.vcr;

import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchersTest {

    @Test
    void theDefaultsAreVcrpysTheOperationAndTheBody() {
        assertThat(Matchers.defaults())
                .extracting(Matcher::name)
                .containsExactly("method", "scheme", "host", "port", "path", "query", "operation", "body");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a, http://h/a, 'scheme, port'",
        "https://h/a, https://i/a, host",
        "https://h/a, https://H/a, ''",
        "https://h/a, https://h:443/a, ''",
        "http://h/a, http://h:80/a, ''",
        "https://h/a, https://h:8443/a, port",
        "https://h, https://h/, ''",
        "https://h/a, https://h/a/, path",
        "https://h/a, https://h/A, path",
        "https://h/a?x=1, https://h/a?x=2, query",
        "https://h/a#x, https://h/a#y, ''",
        "https://u:p@h/a, https://h/a, ''"
    })
    void eachDistinguishesItsOwnDifference(String one, String other, String differing) {
        List<String> names = Matchers.defaults().stream()
                .filter(matcher -> !matcher.project(get(one)).equals(matcher.project(get(other))))
                .map(Matcher::name)
                .toList();

        assertThat(String.join(", ", names)).isEqualTo(differing);
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&b=2, b=2&a=1, true",
        "a=1&a=2, a=2&a=1, true",
        "a=1&a=1, a=1, false",
        "a=, '', false",
        "a, a=, true",
        "a=x+y, a=x%20y, true",
        "a=%2B, a=+, false",
        "a=%e2%82%ac, a=%E2%82%AC, true",
        "a=100%, a=100%25, true",
        "a=%zz, a=%zz, true",
        "a=1&&b=2, a=1&b=2, true",
        "a=b=c, a=b%3Dc, true",
        "a%3Db=c, a=b%3Dc, false"
    })
    void queriesAreComparedAsPairs(String one, String other, boolean equal) {
        Matcher query = Matchers.query();

        assertThat(query.project(get("https://h/?" + one)).equals(query.project(get("https://h/?" + other))))
                .isEqualTo(equal);
    }

    @Test
    void aDifferenceOfQueriesIsReadable() {
        assertThat(Matchers.query().difference(get("https://h/?page=1&q=a+b"), get("https://h/?page=2")))
                .isEqualTo("recorded [page=1, q=a b], sent [page=2]");
    }

    @Test
    void headersCompareAllValuesOfTheNamedOnly() {
        Matcher headers = Matchers.headers("X-Tenant");

        assertThat(headers.project(with("x-tenant", "a", "other", "1")))
                .isEqualTo(headers.project(with("X-Tenant", "a", "other", "2")));
        assertThat(headers.project(with("X-Tenant", "a", "X-Tenant", "b")))
                .isNotEqualTo(headers.project(with("X-Tenant", "a")));
    }

    @Test
    void headersNameThemselves() {
        assertThat(Matchers.headers("X-Tenant", "Accept").name()).isEqualTo("headers x-tenant, accept");
    }

    private static HttpRequest with(String... headers) {
        return get("https://h/").withHeaders(Headers.of(headers));
    }
}
