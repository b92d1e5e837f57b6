package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdentityTest {

    private static final String FORK = "target/surefire/surefirebooter-20261121134155788_5.jar target/surefire"
            + " 2026-11-21T13-41-55_205-jvmRun%d surefire-20261121134155788_1tmp surefire_1-20261121134155788_4tmp";

    @Test
    void forksOfOneBuildAreOneRun() {
        assertThat(identity(Optional.empty(), FORK.formatted(1)).run())
                .isEqualTo(identity(Optional.empty(), FORK.formatted(2)).run())
                .isEqualTo("2026-11-21T13-41-55_205");
    }

    @Test
    void aJvmThatNobodyHasForkedIsARunOfItsOwn() {
        assertThat(identity(Optional.empty(), "org.example.Main").run())
                .startsWith("jvm-" + ProcessHandle.current().pid() + "-");
    }

    @Test
    void theSameJvmBeginsAnotherRunAfterAnother() {
        assertThat(identity(Optional.empty(), "org.example.Main").run())
                .isNotEqualTo(identity(Optional.empty(), "org.example.Main").run());
    }

    @Test
    void whatIsConfiguredGoesBefore() {
        assertThat(identity(Optional.of("build 7.1/x"), FORK.formatted(1)).run())
                .isEqualTo("build_7_1_x");
    }

    @Test
    void fileNameHoldsAllOfIt() {
        RunIdentity identity = identity(Optional.of("a-b_c"), "");

        assertThat(RunIdentity.in(identity.fileName())).contains(identity);
    }

    @ParameterizedTest
    @ValueSource(strings = {".lock", "report.json", "a.b.c.jsonl", "run.1.2.json", "run.1.2.3.jsonl"})
    void filesOfOthersHoldNone(String fileName) {
        assertThat(RunIdentity.in(fileName)).isEmpty();
    }

    @Test
    void thisJvmIsAlive() {
        assertThat(identity(Optional.empty(), "").isAlive(Optional.of(Instant.now())))
                .isTrue();
        assertThat(identity(Optional.empty(), "").isAlive(Optional.empty())).isTrue();
    }

    private static RunIdentity identity(Optional<String> configured, String command) {
        return RunIdentity.of(configured, command, ProcessHandle.current());
    }
}
