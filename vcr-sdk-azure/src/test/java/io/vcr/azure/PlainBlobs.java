package io.vcr.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import java.util.Map;

/** A program that knows nothing of adapters: it reads a blob, recorded, replayed and refused, with the client of its argument. */
final class PlainBlobs {

    private PlainBlobs() {}

    private static String read(String url, String client) {
        BlobContainerClientBuilder container = new BlobContainerClientBuilder()
                .endpoint(url)
                .containerName("box")
                .credential(new StorageSharedKeyCredential("account", "c2VjcmV0"));
        if (client.equals("jdk")) {
            container.httpClient(new JdkHttpClientBuilder().build());
        }
        return container.buildClient().getBlobClient("a.txt").downloadContent().toString();
    }

    public static void main(String[] args) {
        Vcr vcr = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .ignoreLocalhost(false)
                .build();
        run(vcr.toBuilder().mode(RecordMode.ONCE).build(), "plain", args);
        run(vcr.toBuilder().mode(RecordMode.NONE).build(), "plain", args);
        run(vcr.toBuilder().mode(RecordMode.NONE).build(), "never-recorded", args);
        System.exit(0);
    }

    private static void run(Vcr vcr, String cassette, String[] args) {
        Session session = vcr.open(cassette);
        String text;
        try {
            text = read(args[0], args[1]);
        } catch (HttpResponseException e) {
            text = "failed";
        }
        System.out.println("RESULT " + session.finish(Outcome.PASSED).verdict() + " " + text);
    }
}
