/** Records and replays the calls of anthropic-java. */
module io.vcr.anthropic {
    requires transitive io.vcr;
    requires transitive com.anthropic.core;

    exports io.vcr.anthropic;
}
