/** Contract tests for stores and transports. */
module io.vcr.testkit {
    requires transitive io.vcr;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports io.vcr.testkit;
    exports io.vcr.testkit.server;
    exports io.vcr.testkit.store;

    opens io.vcr.testkit to
            org.junit.platform.commons;
    opens io.vcr.testkit.internal to
            org.junit.platform.commons;
    opens io.vcr.testkit.store to
            org.junit.platform.commons;
}
