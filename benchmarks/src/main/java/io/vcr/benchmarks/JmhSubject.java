package io.vcr.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A hot benchmark method: microseconds and allocated bytes for each call.
 *
 * @param label the name in the table
 * @param benchmark the class
 * @param method its method
 * @param classPath its class path
 * @param parameters the values of parameters; each value of a parameter with several values, or without given values,
 *     is a case
 * @param times how many times as long as usual it is warmed up and measured
 */
record JmhSubject(
        String label,
        Class<?> benchmark,
        String method,
        String classPath,
        Map<String, List<String>> parameters,
        int times)
        implements Subject {

    private static final String CLASS_PATH = "java.class.path";
    /**
     * Options against unwanted output: recordo logs each response, and since JDK 24 the JVM warns about Unsafe in JMH.
     */
    private static final String[] QUIET = {
        "-Dslf4j.internal.verbosity=ERROR", "-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"
    };

    private static final int ITERATIONS = 2;
    private static final TimeValue WARM_UP = TimeValue.seconds(1);
    private static final TimeValue MEASURED = TimeValue.milliseconds(500);

    static JmhSubject of(String label, Class<?> benchmark, String method) {
        return new JmhSubject(label, benchmark, method, ClassPath.withoutPeers(), Map.of(), 1);
    }

    JmhSubject with(String parameter, String... values) {
        Map<String, List<String>> more = new LinkedHashMap<>(parameters);
        more.put(parameter, List.of(values));
        return new JmhSubject(label, benchmark, method, classPath, more, times);
    }

    JmhSubject on(String newClassPath) {
        return new JmhSubject(label, benchmark, method, newClassPath, parameters, times);
    }

    JmhSubject times(int newTimes) {
        return new JmhSubject(label, benchmark, method, classPath, parameters, newTimes);
    }

    @Override
    public Map<String, Sample> measure() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + benchmark.getSimpleName() + "\\." + method + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(ITERATIONS * times)
                .warmupTime(WARM_UP)
                .measurementIterations(ITERATIONS * times)
                .measurementTime(MEASURED)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(QUIET)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (RunResult result : run(options.build())) {
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            samples.put(
                    name(result),
                    new Sample(
                            result.getPrimaryResult().getScore(),
                            allocated == null ? Double.NaN : allocated.getScore()));
        }
        return samples;
    }

    /** JMH has no option for the class path; it passes on the class path of this JVM. */
    private Collection<RunResult> run(Options options) throws RunnerException {
        String own = System.setProperty(CLASS_PATH, classPath);
        try {
            return new Runner(options).run();
        } finally {
            System.setProperty(CLASS_PATH, own);
        }
    }

    private String name(RunResult result) {
        List<String> values = new ArrayList<>();
        for (String key : result.getParams().getParamsKeys()) {
            if (parameters.getOrDefault(key, List.of()).size() != 1) {
                values.add(key + "=" + result.getParams().getParam(key));
            }
        }
        return String.join(" ", values);
    }
}
