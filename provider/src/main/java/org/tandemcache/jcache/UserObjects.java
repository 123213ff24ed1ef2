package org.tandemcache.jcache;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the user's factories have made for a cache; JSR-107 1.1 wants the closeable ones closed with it. */
final class UserObjects {
    private static final Logger log = LoggerFactory.getLogger(UserObjects.class);

    private UserObjects() {}

    /** Closes each closeable object once; one that fails, be it by an Error, keeps none of the others open. */
    static void close(Collection<?> objects) {
        Set<Object> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(objects);
        for (Object object : distinct) {
            if (object instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Throwable e) { // its classes can be gone: a NoClassDefFoundError is no Exception
                    log.warn("{} could not be closed", object.getClass().getName(), e);
                }
            }
        }
    }
}
