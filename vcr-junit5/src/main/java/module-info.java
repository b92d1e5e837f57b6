/** Gives each JUnit test a cassette and saves it only if the test passes. */
@SuppressWarnings("module") // it is named as its package
module io.vcr.junit5 {
    requires transitive io.vcr;
    requires transitive org.junit.jupiter.api;
    requires com.fasterxml.jackson.core;
    requires org.junit.platform.commons;
    requires transitive org.junit.platform.launcher;

    exports io.vcr.junit5;

    opens io.vcr.junit5 to
            org.junit.platform.commons;

    provides org.junit.jupiter.api.extension.Extension with
            io.vcr.junit5.VcrExtension;
    provides org.junit.platform.launcher.LauncherSessionListener with
            io.vcr.junit5.VcrSessionListener;
}
