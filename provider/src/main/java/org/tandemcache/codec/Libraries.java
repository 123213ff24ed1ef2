package org.tandemcache.codec;

/** Which optional libraries Tandem's own class loader sees. */
final class Libraries {
    private Libraries() {}

    static boolean has(String className) {
        try {
            Class.forName(className, false, Libraries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
