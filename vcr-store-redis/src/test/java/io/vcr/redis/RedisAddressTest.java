package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @ParameterizedTest
    @CsvSource({
        "redis://localhost, true",
        "redis://127.0.0.1:6380/2, true",
        "rediss://:p@[::1]:6379, true",
        "redis://0.0.0.0, true",
        "redis://[::ffff:127.0.0.1], true",
        "'redis-cluster://localhost:7000,localhost:7001', true",
        "redis://redis.localhost, true",
        "redis://127.example.com, false",
        "redis://redis:6379, false",
        "redis://10.0.0.1, false",
        "redis-sentinel://localhost:26379#main, false",
        "'redis-cluster://localhost:7000,10.0.0.1:7001', false"
    })
    void aServerIsOnThisMachineIfAllItsHostsAre(String url, boolean isThisMachine) {
        assertThat(RedisAddress.of(url).isThisMachine()).isEqualTo(isThisMachine);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    redis://cache                          | redis://cache:6379
                    redis://cache:7000/3                   | redis://cache:7000/3
                    redis://cache/                         | redis://cache:6379
                    rediss://cache                         | rediss://cache:6379
                    redis://:s3cret@cache                  | redis://****@cache:6379
                    redis://ci:s3cret@cache:1              | redis://****@cache:1
                    redis://[::1]:7000                     | redis://[::1]:7000
                    redis-sentinel://a,b:1#main            | redis-sentinel://a:26379,b:1#main
                    redis-sentinel://a/2#main              | redis-sentinel://a:26379/2#main
                    redis-cluster://a:1,b:2                | redis-cluster://a:1,b:2
                    rediss-cluster://u:p@a                 | rediss-cluster://****@a:6379
                    redis://a:1,b:2                        | redis-cluster://a:1,b:2
                    """)
    void aUrlIsShownWithItsDefaultsAndWithoutItsPassword(String url, String shown) {
        assertThat(RedisAddress.of(url)).hasToString(shown);
    }

    @Test
    void userAndPasswordAreDecodedAsInAnyUrl() {
        RedisCredentials credentials = credentials("redis://ci%40team:a+b%2F%3A%C3%A4@cache");

        assertThat(credentials.getUsername()).isEqualTo("ci@team");
        assertThat(new String(credentials.getPassword())).isEqualTo("a+b/:ä");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:pass@cache", "redis://pass@cache"})
    void aPasswordNeedsNoUser(String url) {
        RedisCredentials credentials = credentials(url);

        assertThat(credentials.hasUsername()).isFalse();
        assertThat(new String(credentials.getPassword())).isEqualTo("pass");
    }

    @Test
    void aSentinelUrlNamesTheMasterAndAllSentinels() {
        RedisURI uri = RedisAddress.of("redis-sentinel://a:1,b:2#main")
                .uris(Duration.ofSeconds(1))
                .get(0);

        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    http://cache               | Redis URL http://cache cannot be used: it is none of
                    redis://                   | Redis URL redis:// cannot be used: "" is not a host with an optional port
                    redis://cache:99999        | Redis URL redis://cache:99999 cannot be used: "cache:99999" is not a host with
                    redis://cache:0            | Redis URL redis://cache:0 cannot be used: "cache:0" is not a host with
                    redis://a,                 | Redis URL redis://a, cannot be used: "" is not a host
                    redis://cache/one          | Redis URL redis://cache/one cannot be used: "one" is not the number of a database
                    redis-cluster://a/1        | Redis URL redis-cluster://a/1 cannot be used: a cluster has database 0 only
                    redis-sentinel://a         | Redis URL redis-sentinel://a cannot be used: it has no #master
                    redis://a#main             | Redis URL redis://a#main cannot be used: only redis-sentinel:// takes a #master
                    """)
    void aUrlThatCannotBeUsedSaysWhy(String url, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.of(url))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ci:s3cret@cache",
                "redis://ci:s3cret@cache:port",
                "redis://ci:s3cret@cache/x",
                "redis://ci:s3cret@a/b@cache#x",
                "ci:s3cret@cache",
                "redis:ci:s3cret@cache",
                "redis://:s3cret%@cache",
                "redis://:100%s3cret@cache",
                "redis://:s3cret",
                "redis://ci:s3cret@a,b/7"
            })
    void noMessageShowsAPassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.of(url))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    private static RedisCredentials credentials(String url) {
        return RedisAddress.of(url)
                .uris(Duration.ofSeconds(1))
                .get(0)
                .getCredentialsProvider()
                .resolveCredentials()
                .block();
    }
}
