/** Records and replays the calls of Spring's HTTP clients. */
module io.vcr.spring {
    requires transitive io.vcr;
    requires transitive spring.web;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.restclient;
    requires static spring.boot.webclient;
    requires static spring.context;
    requires static spring.core;
    requires static spring.webflux;
    requires static org.reactivestreams;
    requires static transitive reactor.core;

    exports io.vcr.spring;

    opens io.vcr.spring to
            spring.beans,
            spring.context,
            spring.core;
}
