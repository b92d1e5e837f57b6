package io.vcr.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opts a test, or the tests of a class, out of recording and replay: all their requests go live. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(VcrExtension.class)
public @interface NoCassette {

    /**
     * The reason, which the summary shows.
     *
     * @return the reason in a few words
     */
    String value();
}
