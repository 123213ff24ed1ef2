package org.tandemcache.codec.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** JSON by Jackson, plain or with type marks: see {@link JsonCodecProvider}. Thread-safe. */
final class JsonCodec implements Codec {
    private static final int DEEPEST_GRAPH = 500;

    private final CodecContext context;
    private final boolean exact;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JsonCodec(CodecContext context, JsonMapper mapper, boolean exact) {
        this.context = context;
        this.exact = exact;
        Class<?> root = isPlain(context.type()) ? context.type() : Object.class;
        writer = mapper.writerFor(root);
        reader = mapper.readerFor(root);
    }

    static JsonCodec of(CodecContext context, @Nullable JsonMapper given) {
        boolean plain = isPlain(context.type());
        JsonMapper.Builder builder = given == null ? strict(JsonMapper.builder(factory(context))) : given.rebuild();
        builder.typeFactory(new JsonTypes(context.filter(), context.loader()));
        SimpleModule module = new SimpleModule("tandem");
        JsonProver prover = new JsonProver(context.filter(), plain);
        if (given == null) {
            module.setDeserializers(new JsonImmutables());
            JsonTypesOfTheJdk.addTo(module);
            builder.addModule(
                    new SimpleModule("tandem-proofs").setSerializerModifier(new JsonExactness(prover, plain)));
        }
        if (!plain) {
            module.setSerializerModifier(new JsonLearning(context.filter()));
            JsonTypeGuard guard = new JsonTypeGuard(context.filter());
            builder.activateDefaultTyping(guard, DefaultTyping.NON_FINAL, JsonTypeInfo.As.WRAPPER_ARRAY);
        }
        JsonMapper mapper = builder.addModule(module).build();
        prover.use(mapper);
        return new JsonCodec(context, mapper, plain && given == null);
    }

    /** Whether the declared type says all that is to be known for reading a value again. */
    private static boolean isPlain(Class<?> type) {
        return type != Object.class
                && type.getTypeParameters().length == 0
                && (!Modifier.isAbstract(type.getModifiers())
                        || type.isArray()
                        || type.isAnnotationPresent(JsonTypeInfo.class));
    }

    private static JsonFactory factory(CodecContext context) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST_GRAPH)
                        .maxStringLength(context.maximumLength())
                        .build())
                .build();
    }

    /** A field that was retyped shall be read without loss or not at all; gained and lost ones are fine. */
    private static JsonMapper.Builder strict(JsonMapper.Builder builder) {
        return builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public String name() {
        return JsonCodecProvider.NAME;
    }

    @Override
    public int id() {
        return JsonCodecProvider.ID;
    }

    @Override
    public byte[] encode(Object value) {
        Class<?> type = value.getClass();
        String failure = "objects of " + type.getName() + " can't be encoded by json";
        if (type.isHidden()) {
            throw new CodecException(failure + ": it is a lambda, which other JVMs don't know", null);
        }
        if (exact && type != context.type() && !context.type().isAnnotationPresent(JsonTypeInfo.class)) {
            throw new CodecException(
                    failure + ": the cache's value type is " + context.type().getName()
                            + ", and plain JSON does not say that a value is of a subclass; declare Object as the value"
                            + " type, or annotate the declared one with @JsonTypeInfo",
                    null);
        }
        context.filter().writing(type);
        try {
            return writer.writeValueAsBytes(value);
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // Jackson throws more than its own
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        String failure = "the bytes can't be decoded by json";
        try {
            Object value = reader.readValue(bytes, offset, length);
            if (value == null) {
                throw new CodecException("the bytes hold null", null);
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw CodecException.of(UnreadableReason.TOO_LARGE, failure, e);
        } catch (InvalidTypeIdException e) {
            throw CodecException.of(UnreadableReason.MISSING_CLASS, failure, e);
        } catch (MismatchedInputException e) {
            throw CodecException.of(UnreadableReason.WRONG_TYPE, failure, e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
    }
}
