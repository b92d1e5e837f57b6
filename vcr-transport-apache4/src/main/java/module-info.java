/** Records and replays the calls of Apache HttpClient 4.5. */
@SuppressWarnings("module") // it is named as its package
module io.vcr.apache4 {
    requires transitive io.vcr;
    requires transitive org.apache.httpcomponents.httpclient;
    requires transitive org.apache.httpcomponents.httpcore;

    exports io.vcr.apache4;
}
