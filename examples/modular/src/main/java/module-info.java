/** A module of tests. All modules that it requires are on the module path. */
module com.acme.stock {
    requires io.vcr.apache;
    requires io.vcr.file;
    requires io.vcr.junit5;
    requires jdk.httpserver;
    requires jdk.net; // Apache HttpClient needs it

    opens com.acme.stock to
            org.junit.platform.commons;
}
