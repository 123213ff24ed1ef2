package org.tandemcache.codec.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class VersionSourceTest {
    private static final int DRAWS = 1_000;

    /** A checkpoint, or the clone of a machine, copies the objects of a JVM with all that they hold. */
    @Test
    void source_thatIsRestoredTwice_sharesNoVersionWithItsCopies() throws Exception {
        VersionSource original = new VersionSource();
        draw(original); // it is in use
        VersionSource first = copyOf(original);
        VersionSource second = copyOf(original);

        Set<ByteBuffer> versions = new HashSet<>();
        for (int i = 0; i < DRAWS; i++) {
            versions.add(draw(original));
            versions.add(draw(first));
            versions.add(draw(second));
        }

        assertThat(versions).hasSize(3 * DRAWS);
    }

    /** What the JDK has read ahead from the system's generator is copied as well. */
    @Test
    void sources_thatAreGivenTheSameRandomBytes_differAllTheSame() {
        VersionSource one = new VersionSource(new Repeating(), () -> 1_000_000);
        VersionSource other = new VersionSource(new Repeating(), () -> 1_000_001);

        assertThat(draw(one)).isNotEqualTo(draw(other));
    }

    private static ByteBuffer draw(VersionSource source) {
        ByteBuffer version = ByteBuffer.allocate(VersionSource.LENGTH);
        source.putNext(version);
        return version.flip();
    }

    /** A source with a copy of each thing that this one holds; functions hold nothing. */
    private static VersionSource copyOf(VersionSource source) throws Exception {
        VersionSource copy = new VersionSource();
        for (Field field : VersionSource.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                Object held = field.get(source);
                field.set(copy, held instanceof LongSupplier ? held : serializedCopyOf(held));
            }
        }
        return copy;
    }

    private static Object serializedCopyOf(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static final class Repeating extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            // zeros: the array as it came
        }
    }
}
