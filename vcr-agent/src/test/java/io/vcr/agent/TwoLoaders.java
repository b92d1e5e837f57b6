package io.vcr.agent;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A program with OkHttp 4 on its class path and OkHttp 5 in a loader, with an adapter there and without. */
final class TwoLoaders {

    private TwoLoaders() {}

    /** Takes the directory with OkHttp 5. */
    public static void main(String[] args) throws Exception {
        call("own", new OneCall());
        call("with", in(loader(args[0], "vcr-transport-okhttp")));
        call("without", in(loader(args[0], "nothing")));
        System.exit(0);
    }

    private static void call(String name, Callable<String> call) throws Exception {
        Vcr vcr = Vcr.builder(Persisters.inMemory())
                .environment(java.util.Map.of())
                .mode(RecordMode.ALL)
                .ignoreLocalhost(false)
                .build();
        Session session = vcr.open(name);
        String result = call.call();
        Report report = session.finish(Outcome.PASSED);
        System.out.println("RESULT " + name + " " + report.counts().recorded() + " " + result);
    }

    private static Callable<String> in(ClassLoader loader) throws ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        Callable<String> call = (Callable<String>) loader.loadClass(OneCall.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        return call;
    }

    private static ClassLoader loader(String okHttp5, String adapter) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (File jar : new File(okHttp5).listFiles()) {
            urls.add(jar.toURI().toURL());
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.contains(adapter) || entry.endsWith("test-classes")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new ChildFirst(urls);
    }

    private static final class ChildFirst extends URLClassLoader {

        ChildFirst(List<URL> urls) throws MalformedURLException {
            super(urls.toArray(URL[]::new), TwoLoaders.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isOwn = name.startsWith("okhttp3.")
                    || name.startsWith("okio.")
                    || name.startsWith("kotlin.")
                    || name.startsWith("io.vcr.okhttp.")
                    || name.equals(OneCall.class.getName());
            Class<?> loaded = findLoadedClass(name);
            if (!isOwn || loaded != null) {
                return super.loadClass(name, resolve);
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }
    }
}
