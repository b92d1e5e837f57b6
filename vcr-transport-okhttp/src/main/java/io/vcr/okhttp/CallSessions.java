package io.vcr.okhttp;

import io.vcr.OpenSessions;
import io.vcr.Session;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Call;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * The session that was bound on the thread which created a call. OkHttp makes the event listener of a call inside {@code
 * newCall}, on the caller's thread, long before a dispatcher thread runs the interceptors. Thread-safe.
 */
final class CallSessions {

    private final Map<Call, Session> sessions = Collections.synchronizedMap(new WeakHashMap<>());

    EventListener.Factory remembering(EventListener.Factory factory) {
        return call -> {
            OpenSessions.bound().ifPresent(session -> sessions.put(call, session));
            return factory.create(call);
        };
    }

    @Nullable
    Session of(Call call) {
        return sessions.get(call);
    }
}
