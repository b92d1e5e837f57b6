import com.azure.core.http.HttpClientProvider;
import io.vcr.azure.VcrAzureHttpClientProvider;

/** Records and replays the calls of the Azure SDK for Java. */
module io.vcr.azure {
    requires transitive io.vcr;
    requires transitive com.azure.core;

    exports io.vcr.azure;

    provides HttpClientProvider with
            VcrAzureHttpClientProvider;

    uses HttpClientProvider;
}
