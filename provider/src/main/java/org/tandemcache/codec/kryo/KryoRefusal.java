package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import org.jspecify.annotations.Nullable;

/** An object that Kryo is not to write, since it would not come back as it is. */
final class KryoRefusal extends KryoException {
    private static final long serialVersionUID = 1L;

    private final String className;

    private KryoRefusal(String className, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.className = className;
    }

    /** @param why what keeps it from being written, and what to do */
    static KryoRefusal of(Class<?> type, String why) {
        return new KryoRefusal(type.getName(), "a " + type.getName() + ' ' + why, null);
    }

    /** Of a part of an object that is written by its own serialization, or of that object. */
    static KryoRefusal notSerializable(Class<?> whole, String told, Throwable cause) {
        return told.contains(" ")
                ? new KryoRefusal(whole.getName(), "a " + whole.getName() + " refuses to be serialized: " + told, cause)
                : new KryoRefusal(told, "a " + told + " does not implement java.io.Serializable", cause);
    }

    /** The one among the causes of an exception, or null. */
    static @Nullable KryoRefusal within(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof KryoRefusal refusal) {
                return refusal;
            }
        }
        return null;
    }

    /** Of what it is. */
    String className() {
        return className;
    }
}
