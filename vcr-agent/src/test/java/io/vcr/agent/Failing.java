package io.vcr.agent;

/** An attachment that fails. */
final class Failing {

    private Failing() {}

    static Object attach(Object object) {
        throw new AssertionError("I always fail");
    }
}
