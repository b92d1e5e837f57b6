package io.vcr.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URL;
import java.security.Permission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection over http. Confined to one thread. */
final class RecordedHttpConnection extends HttpURLConnection {

    private final UrlCall call;

    RecordedHttpConnection(URL url, UrlCall call) {
        super(url);
        this.call = call;
    }

    /** The connection that makes the live call. */
    HttpURLConnection original() {
        return call.original();
    }

    private UrlResponse received() throws IOException {
        UrlResponse response = call.response(this, streaming());
        connected = true;
        url = response.url();
        return response;
    }

    /** The response, or one without fields if there is none, as the JDK's connections show a failure. */
    private UrlResponse fields() {
        try {
            return received();
        } catch (IOException e) {
            return UrlResponse.none(url);
        }
    }

    private UrlCall.Streaming streaming() {
        return new UrlCall.Streaming(Math.max(fixedContentLength, fixedContentLengthLong), chunkLength);
    }

    /** Connects later, when the response is asked for. */
    @Override
    public void connect() {}

    @Override
    public void disconnect() {
        call.disconnect();
    }

    @Override
    public boolean usingProxy() {
        return call.original().usingProxy();
    }

    @Override
    public Permission getPermission() throws IOException {
        return call.original().getPermission();
    }

    @Override
    public void setAuthenticator(Authenticator authenticator) {
        call.original().setAuthenticator(authenticator);
    }

    @Override
    public void addRequestProperty(String name, String value) {
        super.addRequestProperty(name, value);
        call.addHeader(name, value);
    }

    @Override
    public void setRequestProperty(String name, String value) {
        super.setRequestProperty(name, value);
        call.setHeader(name, value);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return call.output(this);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return received().stream();
    }

    @Override
    public @Nullable InputStream getErrorStream() {
        return connected ? fields().errorStream() : null;
    }

    @Override
    public @Nullable String getHeaderFieldKey(int index) {
        return fields().key(index);
    }

    @Override
    public @Nullable String getHeaderField(int index) {
        return fields().value(index);
    }

    @Override
    public @Nullable String getHeaderField(@Nullable String name) {
        return fields().value(name);
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return fields().map();
    }
}
