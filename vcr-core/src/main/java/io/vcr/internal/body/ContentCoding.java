package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.internal.body.Framing.TooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Decodes bodies (RFC 9110, section 8.4.1): gzip and deflate by the JDK, Brotli and Zstandard by a decoder that an
 * application which encodes its requests has on its class path anyway.
 */
final class ContentCoding {

    private static final int ZSTD_MAGIC = 0x28b52ffd;

    private ContentCoding() {}

    /** Streams that decode another one, found at first use. */
    private static final class Decoders {

        static final Optional<Constructor<?>> BROTLI =
                first("org.brotli.dec.BrotliInputStream", "com.aayushatharva.brotli4j.decoder.BrotliInputStream");

        static final Optional<Constructor<?>> ZSTD = first(
                "com.github.luben.zstd.ZstdInputStream",
                "io.airlift.compress.v3.zstd.ZstdInputStream",
                "io.airlift.compress.zstd.ZstdInputStream");

        private static Optional<Constructor<?>> first(String... classes) {
            for (String name : classes) {
                try {
                    return Optional.of(Class.forName(name).getConstructor(InputStream.class));
                } catch (ReflectiveOperationException | LinkageError e) {
                    // not there, or of a version with another constructor: the next one may be
                }
            }
            return Optional.empty();
        }

        static Optional<InputStream> open(Optional<Constructor<?>> decoder, Body body) {
            try {
                return decoder.isEmpty()
                        ? Optional.empty()
                        : Optional.of((InputStream) decoder.get().newInstance(body.stream()));
            } catch (ReflectiveOperationException | LinkageError e) {
                return Optional.empty(); // not its format, or its native library cannot be loaded
            }
        }
    }

    /** The body of a response, decoded if it has the one encoding that all clients decode. */
    static Optional<Body> decodedAsClientsDo(String encoding, Body body, long maxBytes) throws TooLargeException {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip", "deflate" -> decoded(encoding, body, maxBytes);
            default -> Optional.empty();
        };
    }

    /**
     * The beginning of a body, decoded as far as it goes, if it has the one encoding that all clients decode. Empty if
     * it cannot be decoded from its first byte.
     */
    static Optional<Body> decodedPart(String encoding, Body body, long maxBytes) throws TooLargeException {
        InputStream decoder = switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> isGzip(body) ? gunzipped(body).orElse(null) : null;
            case "deflate" -> inflated(body);
            default -> null;
        };
        if (decoder == null) {
            return Optional.empty();
        }
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        try (decoder) {
            for (int read = decoder.read(piece); read >= 0; read = decoder.read(piece)) {
                part.write(piece, 0, read);
                if (part.size() > maxBytes) {
                    throw new TooLargeException();
                }
            }
        } catch (TooLargeException e) {
            throw e;
        } catch (IOException e) {
            // the end of what had arrived
        }
        return Optional.of(Body.of(part.toByteArray()));
    }

    /**
     * A body without its encodings; empty if one of them cannot be decoded.
     *
     * @param encodings their names in the order in which they were applied, separated by commas
     * @throws TooLargeException if the body is larger at any step
     */
    static Optional<Body> decoded(String encodings, Body body, long maxBytes) throws TooLargeException {
        List<String> names = List.of(encodings.toLowerCase(Locale.ROOT).split(",", -1));
        Optional<Body> decoded = Optional.of(body);
        for (int i = names.size() - 1; i >= 0 && decoded.isPresent(); i--) {
            decoded = decodedOnce(names.get(i).strip(), decoded.get(), maxBytes);
        }
        return decoded;
    }

    private static Optional<Body> decodedOnce(String encoding, Body body, long maxBytes) throws TooLargeException {
        return switch (encoding) {
            case "", "identity" -> Optional.of(body);
            case "gzip", "x-gzip" -> isGzip(body) ? read(gunzipped(body), maxBytes) : Optional.of(body);
            // A body that is not deflate counts as decoded.
            case "deflate", "zlib" ->
                Optional.of(read(Optional.of(inflated(body)), maxBytes).orElse(body));
            case "br" -> read(Decoders.open(Decoders.BROTLI, body), maxBytes);
            case "zstd" -> isZstd(body) ? read(Decoders.open(Decoders.ZSTD, body), maxBytes) : Optional.of(body);
            default -> Optional.empty();
        };
    }

    /** A truncated or corrupt body is kept as it is. */
    private static Optional<Body> read(Optional<InputStream> decoder, long maxBytes) throws TooLargeException {
        if (decoder.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream decoded = decoder.get()) {
            byte[] bytes = decoded.readNBytes((int) Math.min(maxBytes, Integer.MAX_VALUE - 9) + 1);
            if (bytes.length > maxBytes) {
                throw new TooLargeException();
            }
            return Optional.of(Body.of(bytes));
        } catch (TooLargeException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) { // the latter by decoders that are not the JDK's
            return Optional.empty();
        }
    }

    private static Optional<InputStream> gunzipped(Body body) {
        try {
            return Optional.of(new GZIPInputStream(body.stream()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** RFC 9110, section 8.4.1.2: "deflate" means zlib, but some leave out the zlib header. */
    private static InputStream inflated(Body body) {
        boolean zlib = body.length() > 1
                && (body.buffer().get(0) & 0x0f) == 8
                && (body.buffer().getShort(0) & 0xffff) % 31 == 0;
        return inflated(body, new Inflater(!zlib));
    }

    /** Ends the inflater with the stream, which the stream of the JDK does only with one that it has made. */
    static InputStream inflated(Body body, Inflater inflater) {
        return new InflaterInputStream(body.stream(), inflater) {
            @Override
            public void close() throws IOException {
                try {
                    super.close();
                } finally {
                    inf.end();
                }
            }
        };
    }

    /** A body without it was decoded by the tool that recorded it. */
    private static boolean isGzip(Body body) {
        return body.length() > 2
                && body.buffer().get(0) == 0x1f
                && body.buffer().get(1) == (byte) 0x8b;
    }

    private static boolean isZstd(Body body) {
        return body.length() > 3 && body.buffer().getInt(0) == ZSTD_MAGIC;
    }
}
