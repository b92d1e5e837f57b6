package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpClientProvider;
import com.azure.core.util.HttpClientOptions;
import java.util.ServiceLoader;

/**
 * Provides recorded clients to services that build their own: name this class in the environment variable
 * {@code AZURE_HTTP_CLIENT_IMPLEMENTATION}. The live calls are made by a client of another provider on the class path.
 * Requests to this machine pass through, unless the session is configured to record them. Thread-safe.
 */
public final class VcrAzureHttpClientProvider implements HttpClientProvider {

    /** Creates a provider. */
    public VcrAzureHttpClientProvider() {}

    @Override
    public HttpClient createInstance() {
        return VcrAzureHttpClient.attached(other().createInstance());
    }

    @Override
    public HttpClient createInstance(HttpClientOptions options) {
        return VcrAzureHttpClient.attached(other().createInstance(options));
    }

    private static HttpClientProvider other() {
        for (HttpClientProvider provider :
                ServiceLoader.load(HttpClientProvider.class, HttpClientProvider.class.getClassLoader())) {
            if (!(provider instanceof VcrAzureHttpClientProvider)) {
                return provider;
            }
        }
        throw new IllegalStateException("No HTTP client of the Azure SDK is on the class path to make the live calls:"
                + " add com.azure:azure-core-http-netty or com.azure:azure-core-http-jdk-httpclient");
    }
}
