/** Records and replays for clients in other processes. */
module io.vcr.edge {
    requires transitive io.vcr;
    requires static transitive org.junit.jupiter.api;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.core.common;
    requires org.eclipse.jetty.websocket.core.server;
    requires static software.amazon.awssdk.auth;
    requires static software.amazon.awssdk.http;
    requires static software.amazon.awssdk.http.auth.aws;
    requires static software.amazon.awssdk.http.auth.spi;
    requires static software.amazon.awssdk.identity.spi;

    exports io.vcr.edge;
}
