/** Records and replays the calls of Apache HttpClient 4.5 and HttpAsyncClient 4.1. */
@SuppressWarnings("module") // it is named as its package
module io.vcr.apache4 {
    requires transitive io.vcr;
    requires transitive org.apache.httpcomponents.httpclient;
    requires transitive org.apache.httpcomponents.httpcore;
    requires static transitive org.apache.httpcomponents.httpasyncclient;
    requires static transitive org.apache.httpcomponents.httpcore.nio;

    exports io.vcr.apache4;
}
