package io.vcr.okhttp;

import java.io.IOException;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The interceptor of one client, which saves the cookies of a replay in the jar of that client. Thread-safe.
 *
 * @param vcr records and replays
 * @param jar the jar of the client
 * @param isByAgent false if the test has attached it
 */
record ClientInterceptor(VcrInterceptor vcr, CookieJar jar, boolean isByAgent) implements Interceptor {

    @Override
    public Response intercept(Chain chain) throws IOException {
        return vcr.intercept(chain, jar);
    }
}
