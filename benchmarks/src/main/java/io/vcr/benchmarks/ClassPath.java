package io.vcr.benchmarks;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The part of the class path that a subject needs. Peers conflict with each other (resources with the same name, the
 * service file of a logger), and an additional jar of 40 MB slows the start of a JVM.
 */
final class ClassPath {

    private static final List<String> PEERS =
            List.of("mockwebserver-", "wiremock-", "mockserver-", "recordo-", "easyvcr-");

    private ClassPath() {}

    /** The class path without the peers. */
    static String withoutPeers() {
        return entries(name -> PEERS.stream().noneMatch(name::startsWith));
    }

    /** The class path with one peer. */
    static String withPeer(String peer) {
        return entries(name -> name.startsWith(peer) || PEERS.stream().noneMatch(name::startsWith));
    }

    /** This module, and the jars that a program needs. */
    static String of(Jars... jars) {
        return entries(name -> (name.equals("classes") && jars[0] != Jars.VCR_AGENT)
                || Arrays.stream(jars).anyMatch(some -> some.include(name)));
    }

    /** The path of a jar that is no library. */
    static String jar(Jars jar) {
        return entries(jar::include);
    }

    private static String entries(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> wanted.test(new File(entry).getName()))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
