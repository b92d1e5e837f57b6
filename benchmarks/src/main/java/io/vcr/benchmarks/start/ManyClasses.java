package io.vcr.benchmarks.start;

import com.sun.management.OperatingSystemMXBean;
import io.vcr.benchmarks.work.Measured;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** A JVM that loads 10,000 classes of 4 kB which no adapter knows. It reports its CPU time in milliseconds. */
public final class ManyClasses {

    private static final int CLASSES = 10_000;
    private static final int BYTES = 4_000;

    private ManyClasses() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        Loader loader = new Loader();
        for (int i = 0; i < CLASSES; i++) {
            loader.define(classFile("com/acme/Generated" + i));
        }
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Measured.report("", machine.getProcessCpuTime() / 1e6, Double.NaN);
        System.exit(0);
    }

    private static final class Loader extends ClassLoader {

        void define(byte[] bytes) {
            defineClass(null, bytes, 0, bytes.length);
        }
    }

    /** An empty class of Java 17 with a long constant. */
    private static byte[] classFile(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeShort(0);
        out.writeShort(61);
        out.writeShort(6); // one more than the constants
        text(out, name);
        type(out, 1);
        text(out, "java/lang/Object");
        type(out, 3);
        text(out, "x".repeat(BYTES));
        out.writeShort(0x21); // public, super
        out.writeShort(2);
        out.writeShort(4);
        for (int i = 0; i < 4; i++) {
            out.writeShort(0); // interfaces, fields, methods, attributes
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeByte(1);
        out.writeUTF(text);
    }

    private static void type(DataOutputStream out, int name) throws IOException {
        out.writeByte(7);
        out.writeShort(name);
    }
}
