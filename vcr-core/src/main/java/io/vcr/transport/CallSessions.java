package io.vcr.transport;

import io.vcr.OpenSessions;
import io.vcr.Session;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The session that was bound on the thread which created a call, for clients that make their calls on other threads.
 * Keeps no call alive. Thread-safe.
 *
 * @param <C> the client's type of a call; compared as its {@code equals} does
 */
public final class CallSessions<C> {

    private final Map<C, Session> sessions = Collections.synchronizedMap(new WeakHashMap<>());

    /** Makes an empty memory. */
    public CallSessions() {}

    /**
     * Remembers the session that is bound to this thread, if there is one.
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
