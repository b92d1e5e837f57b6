package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.redis.RedisPersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every command works on a store too. The tests share a server; each has a prefix of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no redis-server")
class RedisTest {

    private static RedisServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void listsShowsAndCounts() throws IOException {
        String store = store("listed");

        assertThat(vcr("list", store).out())
                .contains("com/acme/CheckoutTest/pays")
                .contains("com/acme/leaks");
        assertThat(vcr("show", "--brief", "--store", store, "*/pays").out()).isEqualTo("""
                com/acme/CheckoutTest/pays  1 episode, 126 B
                  1  POST https://api.example.com/v1/charges  200 OK, 24 B
                """);
        assertThat(vcr("stats", store).out()).startsWith("cassettes  2, ");
    }

    @Test
    void scansAndReplaces() throws IOException {
        String store = store("scanned");

        assertThat(vcr("scan", "--fix", store).out()).isEqualTo("""
                com/acme/leaks: api_key in a request body (episode 1)
                com/acme/leaks: api_key in a response body (episode 1)
                replaced in com/acme/leaks
                2 secrets in 1 of 2 cassettes
                """);
        assertThat(vcr("scan", store).status()).isEqualTo(Exit.DONE);
    }

    @Test
    void convertsToFilesAndBack() throws IOException {
        String store = store("converted");

        assertThat(vcr("convert", store, "--to", directory).err()).isEmpty();
        assertThat(directory.resolve("com/acme/CheckoutTest/pays.yaml")).exists();
        assertThat(vcr("convert", directory, "--to", url("back")).err()).isEmpty();
        assertThat(vcr("diff", directory, url("back")).out()).isEqualTo("0 episodes differ in 0 of 2 cassettes\n");
    }

    @Test
    void flushes() throws IOException {
        String store = store("flushed");

        assertThat(vcr("flush", "--dry-run", store).out()).endsWith("would delete 2 cassettes of 2\n");
        assertThat(vcr("flush", "--store", store, "*/leaks").out()).isEqualTo("deleted 1 cassette of 1\n");
        assertThat(vcr("list", store).out()).contains("pays").doesNotContain("leaks");
    }

    @Test
    void fetchesManyCassettesAtOnce() throws IOException {
        String store = store("fetched");
        String before = server.calls("get");

        assertThat(vcr("list", store).out()).contains("pays").contains("leaks");

        assertThat(server.calls("get")).isEqualTo(before);
    }

    @Test
    void saysThatThereIsNoServer() {
        Shell.Result result = vcr("list", "redis://127.0.0.1:1/0");

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).contains("127.0.0.1:1 cannot be reached");
    }

    @Test
    void showsNoPassword() {
        for (String url :
                new String[] {"redis://:hunter2@127.0.0.1:1/0", "redis://:hunter2 @h", "redis://:hunter2%@h"}) {
            for (Shell.Result result : new Shell.Result[] {
                vcr("list", url), vcr("convert", directory, "--to", url), vcr("doctor", "--store", url, directory)
            }) {
                assertThat(result.out() + result.err()).doesNotContain("hunter2");
            }
        }
    }

    private static String url(String prefix) {
        return server.url() + "?prefix=" + prefix + ":";
    }

    private static String store(String prefix) throws IOException {
        try (RedisPersister store =
                RedisPersister.builder(server.url()).prefix(prefix + ":").connect()) {
            store.save(Cassette.of(CassetteId.of("com/acme/CheckoutTest/pays"), List.of(Samples.charge(1))));
            store.save(Cassette.of(CassetteId.of("com/acme/leaks"), List.of(Samples.leaking())));
        }
        return url(prefix);
    }
}
