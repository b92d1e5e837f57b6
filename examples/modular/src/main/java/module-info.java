/** Tests in a module: all that it names is on the module path. */
module com.acme.stock {
    requires io.vcr.apache;
    requires io.vcr.file;
    requires io.vcr.junit5;
    requires jdk.httpserver;
    requires jdk.net; // which the Apache client looks for

    opens com.acme.stock to
            org.junit.platform.commons;
}
