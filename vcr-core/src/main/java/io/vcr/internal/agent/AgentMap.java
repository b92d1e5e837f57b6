package io.vcr.internal.agent;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The map of the agent, in a field that it has added to {@code java.base}. Woven code finds attachments there by name. Thread-safe. */
public final class AgentMap {

    private static final String OWNER = "java.net.spi.VcrBridge";
    private static final String FIELD = "map";
    private static final String WARNINGS = "warnings";

    private static final String SESSIONS = "sessions";

    private AgentMap() {}

    /** Lets the agent weave what only programs with sessions need, and what this class loader names. A second call does nothing. */
    @SuppressWarnings("unchecked") // the agent has put it there
    public static void beginSessions() {
        if (map().get(SESSIONS) instanceof Consumer<?> begin) {
            ((Consumer<Object>) begin).accept(AgentMap.class.getClassLoader());
        }
    }

    /** Whether this JVM has the agent. */
    public static boolean isPresent() {
        return shared() != null;
    }

    private static Map<String, Object> map() {
        return Objects.requireNonNullElse(shared(), Map.of());
    }

    /** Null without the agent, which may still be attached. */
    @SuppressWarnings("unchecked") // the agent has put it there
    private static @Nullable Map<String, Object> shared() {
        try {
            Class<?> owner = Class.forName(OWNER, true, null);
            return (Map<String, Object>) owner.getField(FIELD).get(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** What the agent could not attach, a line each. */
    public static List<String> warnings() {
        return map().get(WARNINGS) instanceof Supplier<?> lines && lines.get() instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The names of the methods that are attachments, such as {@code com.acme.Attachment#client}. */
    public static List<String> methods() {
        return map().keySet().stream().filter(name -> name.indexOf('#') > 0).toList();
    }

    /** Provides an attachment under a name that hooks use. The first one counts. */
    public static void provide(String name, UnaryOperator<Object> attachment) {
        if (isPresent()) {
            map().putIfAbsent(name, new Attachment(attachment));
        }
    }

    /** Woven code only calls {@code getOrDefault}. */
    private static final class Attachment extends AbstractMap<Object, Object> {

        private final UnaryOperator<Object> attachment;

        Attachment(UnaryOperator<Object> attachment) {
            this.attachment = attachment;
        }

        @Override
        public @Nullable Object getOrDefault(@Nullable Object object, @Nullable Object same) {
            return object == null ? same : attachment.apply(object);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return Set.of();
        }
    }
}
