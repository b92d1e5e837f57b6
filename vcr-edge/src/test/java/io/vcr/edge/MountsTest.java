package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.edge.Routing.Nowhere;
import io.vcr.edge.Routing.Own;
import io.vcr.edge.Routing.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountsTest {

    private final Mounts mounts = new Mounts(List.of(
            Mount.of("openai", "https://api.openai.com"),
            Mount.of("router", "https://router.example.com/api/"),
            Mount.of("local", "http://127.0.0.1:8080")));

    @ParameterizedTest
    @CsvSource({
        "/openai/v1/models, https://api.openai.com/v1/models",
        "/openai, https://api.openai.com/",
        "/openai/, https://api.openai.com/",
        "/openai//a//b, https://api.openai.com//a//b",
        "/openai/a%2Fb%3A1/c, https://api.openai.com/a%2Fb%3A1/c",
        "/router/v1, https://router.example.com/api/v1",
        "/local/x, http://127.0.0.1:8080/x",
        "/__test/abc/openai/v1, https://api.openai.com/v1",
        "/__upstream/https/api.openai.com/v1, https://api.openai.com/v1",
        "/__upstream/https/API.openai.com:443/v1, https://API.openai.com:443/v1",
        "/__upstream/https/router.example.com/api/v1, https://router.example.com/api/v1",
        "/__upstream/http/127.0.0.1:8080/x, http://127.0.0.1:8080/x",
        "/__test/abc/__upstream/https/api.openai.com/v1, https://api.openai.com/v1"
    })
    void aPathBelowAMountGoesToItsApi(String path, String url) {
        assertThat(route(path).uri().text()).isIn(url, url.replaceAll("/$", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com:443/v1/x?a=%2F#b, http://edge/openai/v1/x?a=%2F#b",
        "HTTPS://API.OpenAI.com/v1, http://edge/openai/v1",
        "https://router.example.com:443/api, http://edge/router",
        "/v1/next?page=2, http://edge/openai/v1/next?page=2",
        "https://api.openai.com:444/v1, https://api.openai.com:444/v1",
        "https://other.example/v1, https://other.example/v1"
    })
    void aUrlOfAMountedApiLiesAtTheEdge(String url, String atEdge) {
        assertThat(mounts.atEdge(url, route("/openai/v1"), "http://edge")).isEqualTo(atEdge);
    }

    @Test
    void theQueryGoesToTheApiAsItIs() {
        Route route = (Route) mounts.route("/openai/v1", "a=1&b=%2F&a=");

        assertThat(route.uri().text()).isEqualTo("https://api.openai.com/v1?a=1&b=%2F&a=");
    }

    @Test
    void aPathMayNameItsTest() {
        assertThat(route("/__test/abc/openai/v1").test()).contains("abc");
        assertThat(route("/openai/v1").test()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nobody/v1",
                "/openai2/v1",
                "/OPENAI/v1",
                "/__test",
                "/__test/",
                "/__test/abc",
                "/__test/abc/",
                "/__upstream/https",
                "/__upstream/https/",
                "/__upstream/https/evil.example.com/v1",
                "/__upstream/http/api.openai.com/v1",
                "/__upstream/https/api.openai.com:8443/v1",
                "/__upstream/https/api.openai.com@evil.example.com/v1",
                "/__upstream/https/evil.example.com@api.openai.com/v1",
                "/__upstream/https/api.openai.com.evil.example.com/v1",
                "/__upstream/https/router.example.com/other/v1",
                "/__upstream/https/router.example.com/api2/v1",
                "/__upstream/file/etc/passwd",
                "/__upstream/https:/api.openai.com/v1"
            })
    void nothingElseIsServed(String path) {
        assertThat(mounts.route(path, null))
                .isInstanceOfSatisfying(
                        Nowhere.class, nowhere -> assertThat(nowhere.status()).isEqualTo(404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/..",
                "/router/../other",
                "/router/%2e%2E/other",
                "/router/.%2e/other",
                "/router/a/./b",
                "/router/x%2f..%2fother",
                "/router/x%5c..%5cother",
                "/router/..;a/other",
                "/__upstream/https/router.example.com/api/../other",
                "/../openai/v1"
            })
    void aPathThatLeavesItsMountIsRefused(String path) {
        assertThat(mounts.route(path, null))
                .isInstanceOfSatisfying(
                        Nowhere.class, nowhere -> assertThat(nowhere.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openai/v1.0/a..b", "/openai/...", "/openai/.well-known", "/openai/%2e%2e%2e"})
    void dotsInsideANameAreNotRefused(String path) {
        assertThat(mounts.route(path, null)).isInstanceOf(Route.class);
    }

    @Test
    void thePathsOfTheEdgeItselfAreNoMounts() {
        assertThat(mounts.route("/__vcr/health", null)).isEqualTo(new Own("/health"));
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/v1, https://api.openai.com/v2/x?a=1, http://e/openai/v2/x?a=1",
        "/openai/v1, /v2/x, http://e/openai/v2/x",
        "/openai/v1, x, x",
        "/openai/v1, https://elsewhere.example.com/x, https://elsewhere.example.com/x",
        "/openai/v1, https://router.example.com/api/x, http://e/router/x",
        "/openai/v1, https://router.example.com/other, https://router.example.com/other",
        "/openai/v1, https://api.openai.com.evil.example.com/x, https://api.openai.com.evil.example.com/x",
        "/__test/abc/openai/v1, https://api.openai.com/x, http://e/__test/abc/openai/x",
        "/__test/abc/openai/v1, https://router.example.com/api/x, http://e/__test/abc/router/x",
        "/router/v1, /api/x, http://e/router/x",
        "/router/v1, /other, https://router.example.com/other",
        "/__upstream/https/api.openai.com/v1, /x, http://e/__upstream/https/api.openai.com/x",
        "/__upstream/https/router.example.com/api/v1, /api/x, http://e/__upstream/https/router.example.com/api/x"
    })
    void aUrlInAResponseLeadsToTheEdge(String path, String url, String atEdge) {
        assertThat(mounts.atEdge(url, route(path), "http://e")).isEqualTo(atEdge);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "__vcr", "a/b", "a b", "ä", ".."})
    void aNameThatIsNoSegmentIsRefused(String name) {
        assertThatThrownBy(() -> Mount.of(name, "https://api.example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The name of a mount");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com",
                "ftp://api.example.com",
                "https:///x",
                "https://user:pass@api.example.com",
                "https://api.example.com?a=1",
                "https://api.example.com#a"
            })
    void aUrlThatIsNoBaseIsRefused(String url) {
        assertThatThrownBy(() -> Mount.of("a", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pass@");
    }

    @Test
    void twoMountsOfOneNameAreRefused() {
        assertThatThrownBy(() -> VcrEdge.mount("a", "https://b.example.com").and("a", "https://c.example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two mounts have the name a");
    }

    private Route route(String path) {
        return (Route) mounts.route(path, null);
    }
}
