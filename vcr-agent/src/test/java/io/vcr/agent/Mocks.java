package io.vcr.agent;

import java.net.http.HttpClient;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.mockito.Mockito;

/** Mocks of classes that the agent has woven, and of an interface. */
final class Mocks {

    private Mocks() {}

    /** Prints that the mocks answer. */
    static void check() {
        OkHttpClient client = Mockito.mock(OkHttpClient.class);
        HttpClient jdk = Mockito.mock(HttpClient.class);
        Mockito.when(jdk.version()).thenReturn(HttpClient.Version.HTTP_2);
        boolean isMocked =
                client.newCall(new Request.Builder().url("http://localhost/").build()) == null
                        && jdk.version() == HttpClient.Version.HTTP_2;
        System.out.println("MOCKS " + (isMocked ? "answer" : "do not answer"));
    }
}
