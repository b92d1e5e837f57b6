/** Contract tests for stores and transports. */
module io.vcr.testkit {
    requires transitive io.vcr;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports io.vcr.testkit;

    opens io.vcr.testkit to
            org.junit.platform.commons;
}
