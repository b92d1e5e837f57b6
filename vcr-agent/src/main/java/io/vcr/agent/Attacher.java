package io.vcr.agent;

import com.sun.tools.attach.VirtualMachine;

/** A program that loads the agent into another JVM. */
final class Attacher {

    private Attacher() {}

    /** Takes the id of a process and the jar of the agent. */
    public static void main(String[] arguments) throws Exception {
        VirtualMachine jvm = VirtualMachine.attach(arguments[0]);
        try {
            jvm.loadAgent(arguments[1]);
        } finally {
            jvm.detach();
        }
    }
}
