/** Records and replays the calls of the clients of the JDK. */
module io.vcr.jdk {
    requires transitive io.vcr;
    requires transitive java.net.http;

    exports io.vcr.jdk;
}
