package io.vcr.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Header fields in the order in which they were sent.
 *
 * <p>Names are compared ignoring case and keep their spelling. A name may occur several times. Values are never joined
 * or split on commas, because {@code Set-Cookie} and dates contain commas (RFC 9110, section 5.3). Immutable.
 */
public final class Headers {

    /** No header fields. */
    public static final Headers EMPTY = new Headers(new String[0]);

    private static final int MAX_SPELLINGS = 1_000;

    /** Names in lower case by their spelling: clients send the same few with each request. */
    private static final Map<String, String> SPELLINGS = new ConcurrentHashMap<>();

    /** Name, value, name, value, ... */
    private final String[] flat;

    private Headers(String[] flat) {
        this.flat = flat;
    }

    /**
     * Returns the given fields, in this order.
     *
     * @param namesAndValues name, value, name, value, ...
     * @return the header fields
     * @throws IllegalArgumentException if a value is missing, a name is not a token or a value holds a line break or
     *     NUL
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Header without a value: " + namesAndValues[namesAndValues.length - 1]);
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /**
     * Returns an empty builder.
     *
     * @return a builder, confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the number of fields. A repeated name counts each time.
     *
     * @return the number of fields
     */
    public int size() {
        return flat.length / 2;
    }

    /**
     * Returns the name of a field as it was spelled.
     *
     * @param index the field, from 0
     * @return its name
     */
    public String name(int index) {
        return flat[2 * index];
    }

    /**
     * Returns the value of a field.
     *
     * @param index the field, from 0
     * @return its value
     */
    public String value(int index) {
        return flat[2 * index + 1];
    }

    /**
     * Hands each field to an action, in order.
     *
     * @param action gets the name in its original spelling, and the value
     */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < flat.length; i += 2) {
            action.accept(flat[i], flat[i + 1]);
        }
    }

    /**
     * Returns the first value of a name.
     *
     * @param name the name, in any case
     * @return the value, empty if there is no such field
     */
    public Optional<String> first(String name) {
        for (int i = 0; i < flat.length; i += 2) {
            if (flat[i].equalsIgnoreCase(name)) {
                return Optional.of(flat[i + 1]);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns all values of a name, in order.
     *
     * @param name the name, in any case
     * @return the values, empty if there is no such field
     */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < flat.length; i += 2) {
            if (flat[i].equalsIgnoreCase(name)) {
                values.add(flat[i + 1]);
            }
        }
        return List.copyOf(values);
    }

    /**
     * Tells whether a name occurs.
     *
     * @param name the name, in any case
     * @return true if there is at least one such field
     */
    public boolean contains(String name) {
        for (int i = 0; i < flat.length; i += 2) {
            if (flat[i].equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns these fields with one value for a name, at the position of its first occurrence or else at the end; this
     * object if that is its only value already.
     *
     * @param name the name, in any case
     * @param value the only value
     * @return the changed fields
     * @throws IllegalArgumentException as {@link Builder#add} does
     */
    public Headers with(String name, String value) {
        if (isOnly(name, value)) {
            return this;
        }
        Builder.check(name, value);
        String[] changed = Arrays.copyOf(flat, flat.length + 2);
        int length = 0;
        boolean placed = false;
        for (int i = 0; i < flat.length; i += 2) {
            boolean named = flat[i].equalsIgnoreCase(name);
            if (!named || !placed) {
                changed[length] = flat[i];
                changed[length + 1] = named ? value : flat[i + 1];
                length += 2;
            }
            placed |= named;
        }
        if (!placed) {
            changed[length] = name;
            changed[length + 1] = value;
            length += 2;
        }
        return new Headers(length == changed.length ? changed : Arrays.copyOf(changed, length));
    }

    private boolean isOnly(String name, String value) {
        boolean found = false;
        for (int i = 0; i < flat.length; i += 2) {
            if (flat[i].equalsIgnoreCase(name)) {
                if (found || !flat[i + 1].equals(value)) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /**
     * Returns these fields without those whose name the predicate accepts; this object if there are none.
     *
     * @param lowerCaseName accepts or declines a name given in lower case
     * @return the remaining fields
     */
    public Headers without(Predicate<String> lowerCaseName) {
        String[] kept = null;
        int length = 0;
        for (int i = 0; i < flat.length; i += 2) {
            if (lowerCaseName.test(lowerCase(flat[i]))) {
                kept = kept == null ? flat.clone() : kept;
            } else {
                if (kept != null) {
                    kept[length] = flat[i];
                    kept[length + 1] = flat[i + 1];
                }
                length += 2;
            }
        }
        return kept == null ? this : length == 0 ? EMPTY : new Headers(Arrays.copyOf(kept, length));
    }

    /**
     * Returns these fields without a name; this object if it does not occur.
     *
     * @param name the name, in any case
     * @return the remaining fields
     */
    public Headers without(String name) {
        return contains(name) ? without(name.toLowerCase(Locale.ROOT)::equals) : this;
    }

    /**
     * Compares names ignoring case, and the values of each name in order. The order of different names has no meaning
     * (RFC 9110, section 5.3), and some cassette formats cannot keep it.
     */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Headers that && flat.length == that.flat.length && byName().equals(that.byName()));
    }

    @Override
    public int hashCode() {
        return byName().hashCode();
    }

    private Map<String, List<String>> byName() {
        Map<String, List<String>> values = new HashMap<>();
        for (int i = 0; i < flat.length; i += 2) {
            values.computeIfAbsent(lowerCase(flat[i]), name -> new ArrayList<>())
                    .add(flat[i + 1]);
        }
        return values;
    }

    private static String lowerCase(String name) {
        String known = SPELLINGS.get(name);
        if (known != null) {
            return known;
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (SPELLINGS.size() < MAX_SPELLINGS) {
            SPELLINGS.put(name, lowerCase);
        }
        return lowerCase;
    }

    /** Shows the names only: a value may be a secret. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < flat.length; i += 2) {
            names.add(flat[i]);
        }
        return "Headers" + names;
    }

    /** Collects header fields. Confined to one thread. */
    public static final class Builder {

        private final List<String> flat = new ArrayList<>(24);

        private Builder() {}

        /**
         * Appends a field.
         *
         * @param name the name in the spelling to keep
         * @param value the value, without line breaks
         * @return this builder
         * @throws IllegalArgumentException if the name is empty or holds a space, a colon or a control character, or
         *     the value holds a line break or NUL
         */
        public Builder add(String name, String value) {
            check(name, value);
            flat.add(name);
            flat.add(value);
            return this;
        }

        /**
         * Returns the fields added so far.
         *
         * @return the header fields
         */
        public Headers build() {
            return flat.isEmpty() ? EMPTY : new Headers(flat.toArray(new String[0]));
        }

        private static void check(String name, String value) {
            checkName(name);
            checkValue(name, value);
        }

        private static void checkName(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("A header has an empty name");
            }
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                // HTTP/2 pseudo headers start with a colon.
                if (c <= ' ' || c == 0x7f || (c == ':' && i > 0)) {
                    throw new IllegalArgumentException(
                            "A header name holds the character U+%04X at index %d".formatted((int) c, i));
                }
            }
        }

        private static void checkValue(String name, String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) {
                    throw new IllegalArgumentException("The value of header %s holds the character U+%04X at index %d"
                            .formatted(name, (int) c, i));
                }
            }
        }
    }
}
