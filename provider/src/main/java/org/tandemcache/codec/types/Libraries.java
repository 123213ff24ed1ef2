package org.tandemcache.codec.types;

/** Which optional libraries Tandem's own class loader sees. */
public final class Libraries {
    private Libraries() {}

    public static boolean has(String className) {
        try {
            Class.forName(className, false, Libraries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
