package io.vcr.examples.sdk;

import io.vcr.aws.VcrSdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/** How the documentation attaches an async client of the AWS SDK. */
final class BedrockStreams {

    private BedrockStreams() {}

    static BedrockRuntimeAsyncClientBuilder client(SdkAsyncHttpClient yours) {
        return BedrockRuntimeAsyncClient.builder().httpClient(VcrSdkAsyncHttpClient.ambient(yours));
    }
}
