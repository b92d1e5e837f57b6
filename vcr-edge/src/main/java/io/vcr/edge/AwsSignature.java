package io.vcr.edge;

import io.vcr.edge.Mount.AwsScope;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Signs requests to AWS with the default credentials of this machine, in the place of the client. Thread-safe. */
final class AwsSignature {

    private static final Set<String> OF_THE_CLIENT =
            Set.of("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();

    Headers sign(HttpRequest request, AwsScope scope) {
        Headers unsigned = request.headers().without(OF_THE_CLIENT::contains);
        SdkHttpRequest.Builder outgoing = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(URI.create(request.uri().text()));
        unsigned.forEach(outgoing::appendHeader);
        SdkHttpRequest signed = signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(outgoing.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(
                                request.body().bytes()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scope.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region())
                        .putProperty(
                                AwsV4HttpSigner.DOUBLE_URL_ENCODE,
                                !scope.service().equals("s3")))
                .request();
        Headers.Builder headers = Headers.builder();
        signed.forEachHeader((name, values) -> {
            if (!name.toLowerCase(Locale.ROOT).equals("host")) { // the client to the API sets it
                values.forEach(value -> headers.add(name, value));
            }
        });
        return headers.build();
    }
}
