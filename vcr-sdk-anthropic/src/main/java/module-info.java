/** Records and replays what anthropic-java sends. */
module io.vcr.anthropic {
    requires transitive io.vcr;
    requires transitive com.anthropic.core;

    exports io.vcr.anthropic;
}
