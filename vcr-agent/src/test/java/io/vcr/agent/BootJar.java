package io.vcr.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** An executable jar as Spring Boot's build plugins make it, with its real loader. Immutable. */
record BootJar(Path loader, Class<?> program, List<Path> classPath) {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    /** Of the class path of the tests, the parts whose path holds a text; the program is alone in its classes. */
    static BootJar of(Path loader, Class<?> program, String... texts) {
        List<Path> libraries =
                ForkedJvm.withoutAgent().parts(texts).stream().map(Path::of).toList();
        return new BootJar(loader, program, libraries);
    }

    Path write(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
        Map.of("Start-Class", program.getName(), "Spring-Boot-Classes", CLASSES, "Spring-Boot-Lib", LIBRARIES)
                .forEach(main::putValue);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Map.Entry<String, byte[]> each : entries(loader)) {
                if (each.getKey().startsWith("org/")) {
                    store(jar, each.getKey(), each.getValue());
                }
            }
            for (String directory : new String[] {"BOOT-INF/", CLASSES, LIBRARIES}) {
                store(jar, directory, new byte[0]);
            }
            String name = program.getName().replace('.', '/') + ".class";
            store(jar, CLASSES + name, program.getResourceAsStream("/" + name).readAllBytes());
            int number = 0;
            for (Path library : classPath) {
                store(jar, LIBRARIES + number++ + "-library.jar", jar(library));
            }
        }
        return file;
    }

    /** Not compressed, as the loader needs it. */
    private static void store(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }

    /** The jar, or one that is made of a directory of classes. */
    private static byte[] jar(Path entry) throws IOException {
        if (Files.isRegularFile(entry)) {
            return Files.readAllBytes(entry);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> files = Files.walk(entry)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                store(
                        jar,
                        entry.relativize(file).toString().replace(File.separatorChar, '/'),
                        Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    private static List<Map.Entry<String, byte[]>> entries(Path jar) throws IOException {
        List<Map.Entry<String, byte[]>> entries = new ArrayList<>();
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                entries.add(Map.entry(file.toString().substring(1), Files.readAllBytes(file)));
            }
        }
        return entries;
    }
}
