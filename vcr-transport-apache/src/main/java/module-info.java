/** Records and replays the calls of Apache HttpClient 5. */
module io.vcr.apache {
    requires transitive io.vcr;
    requires transitive org.apache.httpcomponents.client5.httpclient5;
    requires transitive org.apache.httpcomponents.core5.httpcore5;

    exports io.vcr.apache;
}
