package io.vcr.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.CassetteId;
import java.net.URI;
import org.junit.jupiter.api.Test;

class OtherProcessTest {

    @Test
    void passwordOfAStoreIsNoArgument() {
        OtherProcess process = OtherProcess.opening(URI.create("redis://:open-sesame@127.0.0.1:6379"));

        assertThat(String.join(" ", process.command(CassetteId.of("shared"), "theirs", 10)))
                .endsWith(" shared theirs 10")
                .doesNotContain("open-sesame");
    }
}
