package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.internal.body.FormPairs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A SHA-256 that is the same in each process. It writes values with their kind and length, so that no two lists of values have
 * the same bytes. Confined to one thread.
 */
record Digest(MessageDigest sha) {

    static Digest create() {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The digest of all that was added, in hexadecimal digits; to be called once. */
    String text() {
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Adds bytes without their kind and length. */
    Digest bytes(ByteBuffer bytes) {
        sha.update(bytes);
        return this;
    }

    /** Adds a value, or a part of it. False if its text may differ between processes. */
    boolean add(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return add('s', value.toString());
        }
        if (value instanceof CanonicalJson.Echoed echoed) {
            return add('e', echoed.text());
        }
        if (value instanceof Body body) {
            return add('b', body.buffer());
        }
        if (value instanceof FormPairs.Pair pair) {
            return add(pair.name()) && add(pair.value());
        }
        if (value instanceof Optional<?> optional) {
            return add(optional.<List<?>>map(List::of).orElse(List.of()));
        }
        if (value instanceof List<?> list) {
            return add('l', Integer.toString(list.size())) && list.stream().allMatch(this::add);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, each) -> sorted.put(String.valueOf(name), each));
            return add(List.copyOf(sorted.keySet())) && add(List.copyOf(sorted.values()));
        }
        return value instanceof Headers headers && add(headers);
    }

    private boolean add(Headers headers) {
        add('h', Integer.toString(headers.size()));
        headers.forEach((name, value) -> add(List.of(name.toLowerCase(Locale.ROOT), value)));
        return true;
    }

    private boolean add(char kind, String text) {
        return add(kind, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean add(char kind, ByteBuffer bytes) {
        sha.update((kind + Integer.toString(bytes.remaining()) + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
        return true;
    }
}
