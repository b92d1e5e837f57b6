package io.vcr.examples.sdk;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * The AWS SDK's standard strategy without a back-off of its own, so that what is left is what the provider asks for. Tells
 * how long the SDK would sleep, and does not let it.
 */
record VisibleBackOff(RetryStrategy standard, Consumer<Duration> onSleep) implements RetryStrategy {

    VisibleBackOff(Consumer<Duration> onSleep) {
        this(
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                        .build(),
                onSleep);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        RefreshRetryTokenResponse response = standard.refreshRetryToken(request);
        onSleep.accept(response.delay());
        return RefreshRetryTokenResponse.create(response.token(), Duration.ZERO);
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        return standard.acquireInitialToken(request);
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        return standard.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
        return standard.maxAttempts();
    }

    @Override
    public boolean useClientDefaults() {
        return false; // the client would take a copy of it, by its builder
    }

    @Override
    public Builder<?, ?> toBuilder() {
        return standard.toBuilder();
    }
}
