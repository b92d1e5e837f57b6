/** Records and replays the calls of OkHttp clients. */
module io.vcr.okhttp {
    requires transitive io.vcr;
    requires transitive okhttp3;
    requires okio;

    exports io.vcr.okhttp;
}
