package io.vcr.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ThreadBindingsTest {

    private final Set<String> closed = new HashSet<>();
    private final ThreadBindings<String> bindings = new ThreadBindings<>(closed::contains);

    @Test
    void aTaskInsideAnotherOneHidesItsSessionUntilItEnds() {
        bindings.began("outer task", "outer");
        bindings.began("inner task", "inner");
        assertThat(bindings.current()).contains("inner");

        bindings.ended("inner task");
        assertThat(bindings.current()).contains("outer");

        bindings.ended("outer task");
        assertThat(bindings.current()).isEmpty();
    }

    @Test
    void aTaskOfNoSessionHidesTheSessionAroundIt() {
        bindings.opened("test");
        bindings.began("foreign task", null);
        assertThat(bindings.current()).isEmpty();

        bindings.ended("foreign task");
        assertThat(bindings.current()).contains("test");
    }

    @Test
    void theNextTaskOfAPoolReplacesTheSessionOfTheOneBefore() {
        bindings.beganNext("first task", "first");
        bindings.beganNext("second task", "second");
        assertThat(bindings.current()).contains("second");

        bindings.beganNext("task of nobody", null);
        assertThat(bindings.current()).isEmpty();
    }

    @Test
    void aTaskKeepsItsSessionAfterTheEndOfThat() {
        bindings.beganNext("task", "test");

        closed.add("test");

        assertThat(bindings.current()).contains("test");
    }

    @Test
    void whatWasBoundInsideATaskIsUndoneInside() {
        bindings.began("task", "submitter");
        Runnable undo = bindings.bind("bound", () -> {});
        assertThat(bindings.current()).contains("bound");

        undo.run();
        assertThat(bindings.current()).contains("submitter");
    }

    @Test
    void aThreadThatIsATaskWorksForItsSessionAlone() throws Exception {
        FutureTask<Boolean> here = new FutureTask<>(() -> bindings.current().equals(Optional.of("test")));
        Thread thread = new Thread(here);

        bindings.started(thread, "test");
        thread.start();

        assertThat(here.get()).isTrue();
        assertThat(bindings.current()).isEmpty();
    }

    @Test
    void aMapComparesKeysByIdentity() {
        WeakIdentityMap<String> map = new WeakIdentityMap<>();
        String key = new String("key");

        map.merge(key, "a", (first, second) -> first + second);
        map.merge(key, "b", (first, second) -> first + second);

        assertThat(map.get(key)).isEqualTo("ab");
        assertThat(map.get(new String("key"))).isNull();
        assertThat(map.remove(key)).isEqualTo("ab");
        assertThat(map.isEmpty()).isTrue();
    }
}
