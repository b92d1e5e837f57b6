package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.internal.body.FormPairs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request that no stored episode of a cassette answers. Equal ones want the same answer: their matchers see the same, they
 * select the same, and the same caller has sent them. Immutable.
 *
 * @param key what the matchers see
 * @param selecting the header fields that select
 * @param caller the mark of the credentials, see {@link Callers}
 */
public record Miss(CassetteIndex.Key key, Map<String, String> selecting, String caller) {

    /**
     * A name for the nth such request that is the same in each process; empty if a matcher of the user's compares something
     * that has no stable text.
     */
    public Optional<String> name(int number) {
        try {
            Digest digest = new Digest(MessageDigest.getInstance("SHA-256"));
            boolean named = digest.add(new TreeMap<>(selecting)) && digest.add(caller) && digest.add(number);
            for (Object projection : key.projections()) {
                named &= digest.add(projection);
            }
            return named ? Optional.of(HexFormat.of().formatHex(digest.sha.digest(), 0, 16)) : Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            return Optional.empty(); // every JDK has it
        }
    }

    /** Writes values with their kind and length, so that no two lists of values have the same bytes. */
    private record Digest(MessageDigest sha) {

        /** False if the text of a value may differ between processes. */
        boolean add(Object value) {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                return bytes('s', value.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (value instanceof CanonicalJson.Echoed echoed) {
                return bytes('e', echoed.text().getBytes(StandardCharsets.UTF_8));
            }
            if (value instanceof Body body) {
                return bytes('b', body.bytes());
            }
            if (value instanceof FormPairs.Pair pair) {
                return add(pair.name()) && add(pair.value());
            }
            if (value instanceof Optional<?> optional) {
                return add(optional.<List<?>>map(List::of).orElse(List.of()));
            }
            if (value instanceof List<?> list) {
                return bytes('l', Integer.toString(list.size()).getBytes(StandardCharsets.UTF_8))
                        && list.stream().allMatch(this::add);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((name, each) -> sorted.put(String.valueOf(name), each));
                return add(List.copyOf(sorted.keySet())) && add(List.copyOf(sorted.values()));
            }
            return false;
        }

        private boolean bytes(char kind, byte[] bytes) {
            sha.update((kind + Integer.toString(bytes.length) + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
            return true;
        }
    }
}
