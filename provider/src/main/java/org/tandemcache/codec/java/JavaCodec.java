package org.tandemcache.codec.java;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.JavaPart;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.ReadBudget;

/** Objects by Java serialization; reading is as safe as {@link JavaInput} makes it. Thread-safe. */
public final class JavaCodec implements Codec {
    private static final int FIRST_BUFFER = 512;

    private final CodecContext context;

    public JavaCodec(CodecContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return JavaCodecProvider.NAME;
    }

    @Override
    public int id() {
        return JavaCodecProvider.ID;
    }

    @Override
    public byte[] encode(Object value) {
        String failure = "objects of " + value.getClass().getName() + " can't be encoded by java";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BUFFER);
        try (ObjectOutputStream output = new JavaOutput(bytes, context)) {
            output.writeObject(value);
        } catch (NotSerializableException e) {
            throw new CodecException(failure + ": " + e.getMessage() + " does not implement java.io.Serializable", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
        byte[] encoded = bytes.toByteArray();
        checkReadable(encoded, failure);
        return encoded;
    }

    /** What the budget of reading does not allow shall not be stored. */
    private void checkReadable(byte[] encoded, String failure) {
        try {
            JavaScan.check(encoded, 0, encoded.length, context.filter(), budget(encoded.length), null);
        } catch (CodecException | StackOverflowError e) {
            throw CodecException.of(UnreadableReason.TOO_LARGE, failure, e);
        }
    }

    private static ReadBudget budget(int length) {
        ReadBudget budget = new ReadBudget();
        budget.begin(length);
        return budget;
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return decode(bytes, offset, length, budget(length));
    }

    /** {@link #decode} of a part of a value. */
    public Object decode(byte[] bytes, int offset, int length, ReadBudget budget) {
        return decode(bytes, offset, length, budget, null, part -> 1);
    }

    /**
     * {@link #decode} of a part of a value that has parts in its turn.
     *
     * @param parts what stands beside the stream for each {@link JavaPart} in it; null where there are none
     * @param weights what a walk through each of these visits
     */
    public Object decode(
            byte[] bytes,
            int offset,
            int length,
            ReadBudget budget,
            Object @Nullable [] parts,
            IntToLongFunction weights) {
        String failure = "the bytes can't be decoded by java";
        ByteArrayInputStream source = new ByteArrayInputStream(bytes, offset, length);
        try {
            JavaScan.check(bytes, offset, length, context.filter(), budget, parts == null ? null : weights);
            return read(source, budget, parts);
        } catch (ClassNotFoundException e) {
            throw CodecException.of(UnreadableReason.MISSING_CLASS, failure, e);
        } catch (InvalidClassException e) { // another serialVersionUID, a retyped field
            throw CodecException.of(UnreadableReason.WRONG_TYPE, failure, e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
    }

    private Object read(ByteArrayInputStream source, ReadBudget budget, Object @Nullable [] parts)
            throws IOException, ClassNotFoundException {
        try (JavaInput input = new JavaInput(source, context, budget, parts)) {
            Object value = input.readObject();
            if (value == null || source.available() > 0) {
                throw new CodecException("they go on after the object, or hold none", null);
            }
            return value;
        }
    }
}
