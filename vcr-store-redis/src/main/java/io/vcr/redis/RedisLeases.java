package io.vcr.redis;

import io.lettuce.core.SetArgs;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister.Lease;
import io.vcr.spi.Persister.Leases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leases as keys with a time to live, {@code <prefix>/<id>/<call>}. No cassette has such a key, because no id begins with a
 * slash. The value is the token of the lease, followed by the answer when it is known. Thread-safe.
 */
final class RedisLeases implements Leases {

    private static final byte[] NOTHING = {};

    private final RedisLink link;
    private final String prefix;
    private final String server;
    private final boolean compress;
    private final Clock clock;

    RedisLeases(RedisLink link, String prefix, String server, boolean compress, Clock clock) {
        this.link = link;
        this.prefix = prefix;
        this.server = server;
        this.compress = compress;
        this.clock = clock;
    }

    /** A retry finds the token that it has written itself. */
    @Override
    public Lease acquire(CassetteId id, String call, Duration term) throws IOException {
        byte[] key = key(id, call);
        byte[] token = Payload.bytes(Payload.revision(clock.instant()));
        SetArgs ifAbsent = SetArgs.Builder.nx().px(term);
        String set = link.call(redis -> redis.commands().set(key, token, ifAbsent));
        byte[] value = set != null ? token : link.call(redis -> redis.commands().get(key));
        boolean isMine = Arrays.equals(value, token);
        Episode answer = value == null || value.length <= token.length ? null : answer(id, call, value, token.length);
        return new Lease(id, call, new String(token, StandardCharsets.ISO_8859_1), isMine, answer);
    }

    private @Nullable Episode answer(CassetteId id, String call, byte[] value, int from) throws IOException {
        byte[] payload = Arrays.copyOfRange(value, from, value.length);
        List<Episode> episodes = Payload.decode(id, payload, "under " + call + " of " + id + " in " + server)
                .episodes();
        return episodes.isEmpty() ? null : episodes.get(0);
    }

    @Override
    public void extend(Lease lease, @Nullable Episode answer, Duration term) throws IOException {
        byte[] token = Payload.bytes(lease.token());
        byte[] value = token;
        if (answer != null) {
            byte[] payload = Payload.encode(Cassette.of(lease.id(), List.of(answer)), lease.token(), compress);
            value = Arrays.copyOf(token, token.length + payload.length);
            System.arraycopy(payload, 0, value, token.length, payload.length);
        }
        replace(lease, token, value, term);
    }

    @Override
    public void release(Lease lease) throws IOException {
        replace(lease, Payload.bytes(lease.token()), NOTHING, Duration.ZERO);
    }

    private void replace(Lease lease, byte[] token, byte[] value, Duration term) throws IOException {
        byte[] key = key(lease.id(), lease.call());
        byte[] millis = Long.toString(term.toMillis()).getBytes(StandardCharsets.US_ASCII);
        long unused = link.call(redis -> Script.LEASE.run(redis.commands(), key, token, value, millis));
    }

    private byte[] key(CassetteId id, String call) {
        return (prefix + "/" + id + "/" + call).getBytes(StandardCharsets.UTF_8);
    }
}
