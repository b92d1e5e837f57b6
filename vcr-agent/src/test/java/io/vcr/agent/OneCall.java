package io.vcr.agent;

import java.util.concurrent.Callable;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Calls a URL with the OkHttp of its loader, and returns the version and the body. */
public final class OneCall implements Callable<String> {

    @Override
    public String call() throws Exception {
        Request request =
                new Request.Builder().url(System.getProperty("test.url")).build();
        try (Response response = new OkHttpClient().newCall(request).execute()) {
            Object version = OkHttp.class.getField("VERSION").get(null); // not the constant of the compiler
            return version.toString().charAt(0) + " " + response.body().string();
        }
    }
}
