package io.vcr.junit5.internal.setting;

/** Whether a run needs the agent. */
enum NeedOfAgent {
    /** It runs with and without. */
    OPTIONAL,
    /** It fails without. */
    REQUIRED,
    /** It starts the agent if the JVM has none, and fails if that fails. */
    ATTACH
}
