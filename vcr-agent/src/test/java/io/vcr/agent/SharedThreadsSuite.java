package io.vcr.agent;

import static io.vcr.agent.OwnAnswer.answer;
import static io.vcr.agent.OwnAnswer.check;
import static io.vcr.agent.OwnAnswer.name;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vcr.junit5.UseCassette;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** 64 tests whose tasks run on threads that all of them share. {@link HandOverTest} runs them in another JVM, all at once. */
@EnabledIfSystemProperty(named = "test.url", matches = ".+")
@UseCassette
class SharedThreadsSuite {

    static final int TESTS = 64;

    private static final int REPETITIONS = 4;

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
    private static final ScheduledExecutorService SCHEDULER = Executors.newScheduledThreadPool(1);
    private static final ExecutorService VIRTUAL = virtualThreadPerTask();

    @RepeatedTest(REPETITIONS)
    void plain(TestInfo test) {
        check(name(test), answer(name(test)));
    }

    @RepeatedTest(REPETITIONS)
    void thread(TestInfo test) throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> answer(name(test)));
        new Thread(task).start();
        check(name(test), task.get());
    }

    @RepeatedTest(REPETITIONS)
    void submitted(TestInfo test) throws Exception {
        check(name(test), POOL.submit(() -> answer(name(test))).get());
    }

    @RepeatedTest(REPETITIONS)
    void executed(TestInfo test) throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        POOL.execute(() -> body.complete(answer(name(test))));
        check(name(test), body.get());
    }

    @RepeatedTest(REPETITIONS)
    void invoked(TestInfo test) throws Exception {
        List<Callable<String>> tasks = List.of(() -> answer(name(test)));
        check(name(test), POOL.invokeAny(tasks));
    }

    @RepeatedTest(REPETITIONS)
    void scheduled(TestInfo test) throws Exception {
        check(
                name(test),
                SCHEDULER
                        .schedule(() -> answer(name(test)), 1, TimeUnit.MILLISECONDS)
                        .get());
    }

    @RepeatedTest(REPETITIONS)
    void periodic(TestInfo test) throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        CountDownLatch second = new CountDownLatch(2);
        Future<?> task = SCHEDULER.scheduleAtFixedRate(
                () -> {
                    second.countDown();
                    if (second.getCount() == 0 && !body.isDone()) {
                        body.complete(answer(name(test)));
                    }
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        check(name(test), body.get());
        task.cancel(false);
    }

    @RepeatedTest(REPETITIONS)
    void supplied(TestInfo test) throws Exception {
        check(
                name(test),
                CompletableFuture.supplyAsync(() -> answer(name(test))).get());
    }

    @RepeatedTest(REPETITIONS)
    void suppliedToAPool(TestInfo test) throws Exception {
        check(
                name(test),
                CompletableFuture.supplyAsync(() -> answer(name(test)), POOL).get());
    }

    @RepeatedTest(REPETITIONS)
    void forked(TestInfo test) {
        check(name(test), ForkJoinPool.commonPool().invoke(new RecursiveTask<String>() {
            @Override
            protected String compute() {
                return new RecursiveTask<String>() {
                    @Override
                    protected String compute() {
                        return answer(name(test));
                    }
                }.fork().join();
            }
        }));
    }

    @RepeatedTest(REPETITIONS)
    void parallelStream(TestInfo test) {
        List<String> bodies = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> answer(name(test) + "/" + i))
                .toList();
        for (int i = 0; i < 4; i++) {
            check(name(test) + "/" + i, bodies.get(i));
        }
    }

    @RepeatedTest(REPETITIONS)
    void preemptively(TestInfo test) {
        check(name(test), assertTimeoutPreemptively(Duration.ofSeconds(20), () -> answer(name(test))));
    }

    @RepeatedTest(REPETITIONS)
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void separateThread(TestInfo test) {
        check(name(test), answer(name(test)));
    }

    @RepeatedTest(REPETITIONS)
    void virtualThread(TestInfo test) throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> answer(name(test)));
        if (Runtime.version().feature() < 21) {
            task.run();
        } else {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        }
        check(name(test), task.get());
    }

    @RepeatedTest(REPETITIONS)
    void virtualThreads(TestInfo test) throws Exception {
        ExecutorService each = virtualThreadPerTask();
        check(name(test), each.submit(() -> answer(name(test))).get());
        each.shutdown();
    }

    @RepeatedTest(REPETITIONS)
    void virtualThreadsOfASharedExecutor(TestInfo test) throws Exception {
        check(name(test), VIRTUAL.submit(() -> answer(name(test))).get());
    }

    /** A cached pool before Java 21. */
    private static ExecutorService virtualThreadPerTask() {
        if (Runtime.version().feature() < 21) {
            return Executors.newCachedThreadPool();
        }
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
