package io.vcr.transport;

import io.vcr.OpenSessions;
import io.vcr.Session;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the session that was bound to the thread that created a call, for clients that make calls on other threads.
 * Holds calls by weak references. Thread-safe.
 *
 * @param <C> the client's type of a call; compared by {@code equals}
 */
public final class CallSessions<C> {

    private final Map<C, Session> sessions = Collections.synchronizedMap(new WeakHashMap<>());

    /** Creates an empty map. */
    public CallSessions() {}

    /**
     * Remembers the session that is bound to this thread, if there is one, for a call.
     *
     * @param call a new call
     */
    public void created(C call) {
        OpenSessions.bound().ifPresent(session -> sessions.put(call, session));
    }

    /**
     * Returns the session that was bound where a call was created.
     *
     * @param call the call
     * @return the session, or null
     */
    public @Nullable Session of(C call) {
        return sessions.get(call);
    }
}
