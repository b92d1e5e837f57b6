package io.vcr.agent;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.nio.file.Path;

/** Tests on the class path that call an application in a named module. */
final class ModularApplication {

    private ModularApplication() {}

    /** Takes the directory of the cassettes, the record mode and the base URL. */
    public static void main(String[] args) throws Exception {
        Class<?> shop = Class.forName("com.acme.shop.Shop");
        if (!shop.getModule().isNamed()) {
            throw new IllegalStateException("not in a named module");
        }
        Vcr vcr = Vcr.builder(FilePersister.of(Path.of(args[0])))
                .mode(RecordMode.of(args[1]))
                .ignoreLocalhost(false)
                .build();
        for (String call : new String[] {"okHttp", "jdk", "url"}) {
            Session session = vcr.open(call);
            Object body = shop.getMethod(call, String.class).invoke(null, args[2] + "/" + call);
            System.out.println(
                    "RESULT " + call + " " + session.finish(Outcome.PASSED).verdict() + " " + body);
        }
        System.exit(0);
    }
}
