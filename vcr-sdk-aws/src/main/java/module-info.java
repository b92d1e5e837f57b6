/** Records and replays the calls of the AWS SDK for Java. */
module io.vcr.aws {
    requires transitive io.vcr;
    requires transitive software.amazon.awssdk.http;
    requires software.amazon.awssdk.metrics;
    requires software.amazon.awssdk.utils;
    requires org.reactivestreams;

    exports io.vcr.aws;
}
