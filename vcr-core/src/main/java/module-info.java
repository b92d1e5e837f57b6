/** The recorder, and the SPI for stores, matchers, filters and transports. */
module io.vcr {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires java.xml;

    exports io.vcr;
    exports io.vcr.codec;
    exports io.vcr.guard;
    exports io.vcr.http;
    exports io.vcr.spi;
    exports io.vcr.transport;

    uses io.vcr.spi.PersisterFactory;
}
