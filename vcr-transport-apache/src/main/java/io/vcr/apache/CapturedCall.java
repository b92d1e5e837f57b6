package io.vcr.apache;

import io.vcr.Capture;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;

/**
 * Tells a capture at once that its call was cancelled. HttpClient tells the callback when it gets to it: with 5.5 after
 * the caller had gone on and its session was over.
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
            capture.cancel(); // the only way to close a stream behind its last event
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
