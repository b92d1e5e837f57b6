package io.vcr.apache;

import io.vcr.Capture;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;

/**
 * Reports a cancellation to the capture at once. HttpClient reports it to the callback later: 5.5 does so after the
 * caller has gone on and its session may have ended.
 */
final class CapturedCall implements CancellableDependency {

    private final CancellableDependency call;
    private final Capture capture;

    private CapturedCall(CancellableDependency call, Capture capture) {
        this.call = call;
        this.capture = capture;
    }

    static AsyncExecChain.Scope in(AsyncExecChain.Scope scope, Capture capture) {
        return new AsyncExecChain.Scope(
                scope.exchangeId,
                scope.route,
                scope.originalRequest,
                new CapturedCall(scope.cancellableDependency, capture),
                scope.clientContext,
                scope.execRuntime,
                scope.scheduler,
                scope.execCount);
    }

    @Override
    public void setDependency(Cancellable dependency) {
        call.setDependency(() -> {
            capture.cancel(); // a caller can close a stream after its last event only by cancelling
            return dependency.cancel();
        });
    }

    @Override
    public boolean isCancelled() {
        return call.isCancelled();
    }

    @Override
    public boolean cancel() {
        return call.cancel();
    }
}
