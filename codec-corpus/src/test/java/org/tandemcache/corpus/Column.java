package org.tandemcache.corpus;

/** A codec, in a cache that declares the class of its values or Object. */
enum Column {
    KRYO("kryo", false),
    KRYO_TYPED("kryo", true),
    JAVA("java", false),
    JAVA_TYPED("java", true),
    JSON("json", false),
    JSON_TYPED("json", true);

    private final String codec;
    private final boolean typed;

    Column(String codec, boolean typed) {
        this.codec = codec;
        this.typed = typed;
    }

    String codec() {
        return codec;
    }

    /** The value type of a cache for such values. */
    Class<?> type(Object value) {
        if (!typed) {
            return Object.class;
        }
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }

    @Override
    public String toString() {
        return typed ? codec + ", typed" : codec;
    }
}
