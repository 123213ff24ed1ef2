package org.tandemcache.codec.graph;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The collection behind a view of {@code java.util.Collections}, which tells it to Java serialization alone. */
public final class Viewed extends ObjectOutputStream {
    private final Object view;
    private @Nullable Object viewed;

    private Viewed(Object view) throws IOException {
        super(OutputStream.nullOutputStream());
        this.view = view;
        enableReplaceObject(true);
    }

    /** What lies behind a view; null if it can't be told. In a time that does not depend on its size. */
    public static @Nullable Object by(Object view) {
        try (Viewed output = new Viewed(view)) {
            output.writeObject(view);
            return output.viewed;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
        if (object == view) {
            return object;
        }
        viewed = viewed == null ? object : viewed;
        return null; // its content shall not be written
    }
}
