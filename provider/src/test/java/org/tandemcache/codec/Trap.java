package org.tandemcache.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for a gadget: whatever becomes of it is counted. */
public final class Trap implements Serializable, Comparable<Trap> {
    /** Apart, so that asking does not initialize the trap. */
    static final class Log {
        static final AtomicInteger INITIALIZED = new AtomicInteger();
        static final AtomicInteger MADE = new AtomicInteger();

        private Log() {}
    }

    private static final long serialVersionUID = 1L;

    static {
        Log.INITIALIZED.incrementAndGet();
    }

    private String command = "calc";

    public Trap() {
        Log.MADE.incrementAndGet();
    }

    public String getCommand() {
        Log.MADE.incrementAndGet();
        return command;
    }

    public void setCommand(String command) {
        Log.MADE.incrementAndGet();
        this.command = command;
    }

    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
        Log.MADE.incrementAndGet();
        input.defaultReadObject();
    }

    @Override
    public int compareTo(Trap other) {
        Log.MADE.incrementAndGet();
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        Log.MADE.incrementAndGet();
        return this == other;
    }

    @Override
    public int hashCode() {
        Log.MADE.incrementAndGet();
        return 1;
    }
}
