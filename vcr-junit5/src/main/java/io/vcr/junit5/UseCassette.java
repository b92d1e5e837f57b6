package io.vcr.junit5;

import io.vcr.RecordMode;
import io.vcr.Recorded;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test, or each test of a class, a cassette of its own.
 *
 * <p>Works as a meta-annotation. The annotation of a method overrides that of its class; environment variables and
 * system properties override both.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(VcrExtension.class)
public @interface UseCassette {

    /**
     * The name of the cassette: on a method the whole id, which all invocations of a parameterised or repeated test share;
     * on a class the directory of the cassettes of its tests.
     * Default: {@code <package as path>/<Class>/<method>}, with a suffix for overloads and for each invocation of a
     * parameterised or repeated test.
     *
     * @return the name, empty for the default
     */
    String value() default "";

    /**
     * The record mode.
     *
     * @return at most one mode; none for the configured mode
     */
    RecordMode[] mode() default {};

    /**
     * Which responses are recorded: {@link Recorded#ERRORS} for a test that expects an error.
     *
     * @return at most one value; none for the configured one
     */
    Recorded[] record() default {};

    /**
     * The largest number of episodes in the cassette.
     *
     * @return the number, 0 for the configured one
     */
    int maxEpisodes() default 0;

    /**
     * How long an episode lives, such as {@code PT24H} or {@code P7D}.
     *
     * @return an ISO-8601 duration, empty for the configured one
     */
    String ttl() default "";

    /**
     * Places in JSON or XML request bodies that are not compared, such as {@code $.metadata.run_id} or
     * {@code /Envelope/Header/MessageID}.
     *
     * @return JSON paths and XPaths
     */
    String[] ignoring() default {};
}
