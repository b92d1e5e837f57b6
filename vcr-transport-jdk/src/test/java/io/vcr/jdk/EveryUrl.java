package io.vcr.jdk;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** A program in which every URL is recorded. Prints what it read twice, and the verdict. */
final class EveryUrl {

    private EveryUrl() {}

    public static void main(String[] arguments) throws Exception {
        URL.setURLStreamHandlerFactory(VcrUrlConnections.ambient());
        Vcr vcr = Vcr.builder(Persisters.inMemory()).build();
        for (int i = 0; i < 2; i++) {
            Session session = vcr.open("every");
            System.out.println(read(new URL(arguments[0])));
            System.out.println(session.finish(Outcome.PASSED).verdict());
        }
        System.out.println(
                EveryUrl.class.getResource("EveryUrl.class").openStream().read());
    }

    private static String read(URL url) throws IOException {
        try (InputStream body = url.openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
