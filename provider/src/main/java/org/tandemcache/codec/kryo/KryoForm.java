package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import org.jspecify.annotations.Nullable;

/** A class and the form that its objects have in the bytes; there its mark stands before the name of the class. */
final class KryoForm extends Registration {
    /** No character of these begins the name of a class. */
    enum Mark {
        /** Without a mark: Kryo's own form, or named fields. */
        PLAIN(""),
        /** An exact form of Tandem's, where Kryo's own loses something. */
        EXACT("="),
        /** The class's own Java serialization. */
        OWN("~"),
        /** Named fields, where that is not what the class has without a mark. */
        FIELDS(".");

        private final String text;

        Mark(String text) {
            this.text = text;
        }

        static Mark of(String marked) {
            return switch (marked.isEmpty() ? ' ' : marked.charAt(0)) {
                case '=' -> EXACT;
                case '~' -> OWN;
                case '.' -> FIELDS;
                default -> PLAIN;
            };
        }

        /** The name of the class behind the mark. */
        String nameIn(String marked) {
            return marked.substring(text.length());
        }
    }

    private final Mark mark;
    private final String name;

    KryoForm(Class<?> type, Mark mark, Serializer<?> serializer) {
        super(type, serializer, DefaultClassResolver.NAME);
        this.mark = mark;
        this.name = mark.text + type.getName();
    }

    static KryoForm.@Nullable Mark markOf(Registration registration) {
        return registration instanceof KryoForm form ? form.mark : null;
    }

    Mark mark() {
        return mark;
    }

    /** The class's with its mark, as it stands in the bytes. */
    String name() {
        return name;
    }
}
