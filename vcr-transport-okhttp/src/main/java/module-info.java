/** Records and replays what an OkHttp client sends. */
module io.vcr.okhttp {
    requires transitive io.vcr;
    requires transitive okhttp3;
    requires okio;

    exports io.vcr.okhttp;
}
