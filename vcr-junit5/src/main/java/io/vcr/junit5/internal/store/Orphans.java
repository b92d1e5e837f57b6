package io.vcr.junit5.internal.store;

import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cassettes of a store whose tests no longer exist: their class is not on the class path, in a package that is, or it has
 * run and has no such method. Looks only at names that the binding makes, so a cassette with a name of its own is never one.
 * Lists the store when it is made. Immutable.
 */
final class Orphans {

    private static final int MAX_NAMED = 20;

    private final List<String> withoutClass = new ArrayList<>();

    /** The ids of the other cassettes, by the name of their class. */
    private final Map<String, List<String>> byClass = new TreeMap<>();

    /** Looks for the classes of all cassettes; a store that cannot list has none, and neither has a shared cache. */
    Orphans(Persister store, ClassLoader loader) {
        if (store.defaultTtl().isEmpty()) {
            ids(store)
                    .map(CassetteId::value)
                    .filter(Orphans::isOfATest)
                    .forEach(id -> byClass.computeIfAbsent(className(id), name -> new ArrayList<>())
                            .add(id));
        }
        byClass.entrySet().removeIf(of -> {
            String path = of.getKey().replace('.', '/');
            boolean isGone = loader.getResource(path.substring(0, path.lastIndexOf('/'))) != null
                    && loader.getResource(path + ".class") == null;
            return isGone && withoutClass.addAll(of.getValue());
        });
    }

    private static Stream<CassetteId> ids(Persister store) {
        try {
            return store.list("").stream();
        } catch (IOException | RuntimeException e) {
            return Stream.empty(); // it cannot list, or is down, which its health says
        }
    }

    /** The id is {@code com/acme/ChatTest.Nested/method(String)[2]}. */
    private static boolean isOfATest(String id) {
        int method = id.lastIndexOf('/');
        int type = method < 0 ? -1 : id.lastIndexOf('/', method - 1);
        return type > 0 && Character.isUpperCase(id.charAt(type + 1));
    }

    private static String className(String id) {
        return id.substring(0, id.lastIndexOf('/')).replace('.', '$').replace('/', '.');
    }

    /** The cassettes whose class is gone, a line each. */
    List<String> withoutClass() {
        return lines(withoutClass);
    }

    /** The cassettes of classes that have run and have no such method, a line each. */
    List<String> withoutMethod(Collection<Class<?>> run) {
        List<String> orphans = new ArrayList<>();
        for (Class<?> type : run) {
            List<String> ids = byClass.getOrDefault(type.getName(), List.of());
            if (!ids.isEmpty()) {
                Set<String> methods = methods(type);
                ids.stream().filter(id -> !methods.contains(method(id))).forEach(orphans::add);
            }
        }
        return lines(orphans);
    }

    private static String method(String id) {
        return id.substring(id.lastIndexOf('/') + 1).split("[@(\\[]", -1)[0];
    }

    /** The names of all methods that a test of a class may have, inherited ones too. */
    private static Set<String> methods(Class<?> type) {
        Set<String> names = new HashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Stream.of(each.getDeclaredMethods()).map(Method::getName).forEach(names::add);
        }
        Stream.of(type.getMethods()).map(Method::getName).forEach(names::add);
        return names;
    }

    private static List<String> lines(List<String> orphans) {
        List<String> lines = new ArrayList<>();
        orphans.stream().sorted().limit(MAX_NAMED).forEach(id -> lines.add("cassette " + id + " belongs to no test"));
        if (orphans.size() > MAX_NAMED) {
            lines.add(orphans.size() - MAX_NAMED + " more cassettes belong to no test");
        }
        return lines;
    }
}
