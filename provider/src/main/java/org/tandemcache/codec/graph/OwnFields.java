package org.tandemcache.codec.graph;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.types.JdkValueTypes;

/** Fields that a collection has beside its elements, where a codec writes the elements and nothing else. */
public final class OwnFields {
    private OwnFields() {}

    /**
     * Looks at a collection's class.
     *
     * @throws CodecException if it is one of the user's with such fields
     */
    public static void refuse(Class<?> type, Class<?> kind, String codec) {
        for (Class<?> each = type;
                each != null && !JdkValueTypes.isJdk(each.getPackageName());
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    throw new CodecException(
                            each.getName() + " is a " + kind.getSimpleName() + " with fields of its own, which " + codec
                                    + " would lose: hold the collection in a field, or use the codec \"java\"",
                            null);
                }
            }
        }
    }
}
