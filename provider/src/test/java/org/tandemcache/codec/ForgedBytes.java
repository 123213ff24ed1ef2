package org.tandemcache.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tandemcache.codec.kryo.RawKryo;

/** Payloads that cost whoever reads them far more than their bytes let one think; built without the cost. */
final class ForgedBytes {
    private static final int NO_HANDLES = ObjectStreamConstants.baseWireHandle;

    private ForgedBytes() {}

    interface Writing {
        void to(DataOutputStream output) throws IOException;
    }

    private static byte[] stream(Writing content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream output = new DataOutputStream(bytes)) {
            output.writeShort(ObjectStreamConstants.STREAM_MAGIC);
            output.writeShort(ObjectStreamConstants.STREAM_VERSION);
            content.to(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What kryo makes of an object, without trying whether it can be read. */
    static byte[] kryo(Object value) {
        return RawKryo.of(
                value, TestFormats.context(Object.class, TestFormats.filter(ClassFilter.Mode.ANY), TestFormats.LOADER));
    }

    /** Arrays, each the only element of the one before, that claim to have as many elements as there are bytes. */
    static byte[] nestedArrays(int depth, int padding) {
        int claimed = depth * 10 + padding;
        return stream(output -> {
            for (int i = 0; i < depth; i++) {
                output.write(ObjectStreamConstants.TC_ARRAY);
                description(
                        output, i, "[Ljava.lang.Object;", 0x90ce589f1073296cL, ObjectStreamConstants.SC_SERIALIZABLE);
                output.writeInt(claimed);
            }
            for (int i = 0; i < padding; i++) {
                output.write(ObjectStreamConstants.TC_NULL);
            }
        });
    }

    /** Maps, each the only key of the one before, that claim to have as many entries as there are bytes. */
    static byte[] nestedMaps(int depth, int claimed) {
        return stream(output -> {
            for (int i = 0; i < depth; i++) {
                output.write(ObjectStreamConstants.TC_OBJECT);
                if (i == 0) {
                    output.write(ObjectStreamConstants.TC_CLASSDESC);
                    output.writeUTF("java.util.HashMap");
                    output.writeLong(362498820763181265L);
                    output.write(ObjectStreamConstants.SC_SERIALIZABLE | ObjectStreamConstants.SC_WRITE_METHOD);
                    output.writeShort(2);
                    output.write('F');
                    output.writeUTF("loadFactor");
                    output.write('I');
                    output.writeUTF("threshold");
                    output.write(ObjectStreamConstants.TC_ENDBLOCKDATA);
                    output.write(ObjectStreamConstants.TC_NULL);
                } else {
                    output.write(ObjectStreamConstants.TC_REFERENCE);
                    output.writeInt(NO_HANDLES);
                }
                output.writeFloat(0.75f);
                output.writeInt(0);
                output.write(ObjectStreamConstants.TC_BLOCKDATA);
                output.write(8);
                output.writeInt(16);
                output.writeInt(claimed);
            }
            for (int i = 0; i < depth; i++) {
                output.write(ObjectStreamConstants.TC_NULL); // the innermost key, then each value
                output.write(ObjectStreamConstants.TC_ENDBLOCKDATA);
            }
        });
    }

    private static void description(DataOutputStream output, int index, String name, long uid, int flags)
            throws IOException {
        if (index > 0) {
            output.write(ObjectStreamConstants.TC_REFERENCE);
            output.writeInt(NO_HANDLES);
            return;
        }
        output.write(ObjectStreamConstants.TC_CLASSDESC);
        output.writeUTF(name);
        output.writeLong(uid);
        output.write(flags);
        output.writeShort(0);
        output.write(ObjectStreamConstants.TC_ENDBLOCKDATA);
        output.write(ObjectStreamConstants.TC_NULL);
    }

    /** Lists, each of which holds the one before twice: 2 to that power of leaves in some bytes for each level. */
    static Object doubled(int power, Object leaf) {
        Object list = leaf;
        for (int i = 0; i < power; i++) {
            list = new ArrayList<>(List.of(list, list));
        }
        return list;
    }

    /** Maps that all have the same key, which is some work to ask for its hash code. */
    static Object keyOfManyMaps(int maps, int power) {
        Object key = doubled(power, new Counted());
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < maps; i++) {
            Map<Object, Object> map = new HashMap<>();
            map.put(key, i);
            all.add(map);
        }
        return all;
    }

    /** A list of two thousand millions in a few bytes, as a key. */
    static Object copiesAsKey() {
        return new HashMap<>(Map.of(new ArrayList<>(List.of(Collections.nCopies(Integer.MAX_VALUE, 7))), 1));
    }

    static byte[] java(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What kryo writes of an object that it leaves to Java serialization, with another one in its place. */
    static byte[] javaInKryo(Object small, Object other) {
        byte[] bytes = TestFormats.kryo(TestFormats.LOADER).encode(small);
        byte[] frame = java(other);
        int header = 0;
        while (bytes[header] != (byte) 0xAC || bytes[header + 1] != (byte) 0xED) {
            header++;
        }
        int lengthBytes = bytes.length - header < 1 << 7 ? 1 : 2;
        ByteArrayOutputStream forged = new ByteArrayOutputStream();
        forged.write(bytes, 0, header - lengthBytes);
        for (int rest = frame.length; ; rest >>>= 7) {
            forged.write(rest < 1 << 7 ? rest : (rest & 0x7F) | 0x80);
            if (rest < 1 << 7) {
                break;
            }
        }
        forged.writeBytes(frame);
        return forged.toByteArray();
    }
}
