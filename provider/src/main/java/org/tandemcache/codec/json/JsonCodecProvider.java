package org.tandemcache.codec.json;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.types.Libraries;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code json}: JSON by Jackson 3. A cache with a declared value type that is a class without type parameters stores
 * plain JSON, which any language reads; every other cache (Object, an interface, a collection) stores JSON with type
 * marks, {@code ["com.acme.Car",{...}]}, which the class filter checks.
 *
 * <p>Which properties an object has is Jackson's affair: getters, record components, annotations. An object that would
 * not come back as it is can't be encoded. Thread-safe.
 */
public final class JsonCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "json";

    static final int ID = 2;

    private final @Nullable Object mapper; // a JsonMapper; the class shall load without Jackson

    /** For the service loader: a mapper of Tandem's own. */
    public JsonCodecProvider() {
        this.mapper = null;
    }

    private JsonCodecProvider(Object mapper) {
        this.mapper = mapper;
    }

    /**
     * With a mapper of yours. Tandem adds its type marks and the class filter to a copy where the value type is not
     * declared, and leaves everything else as it is: whether objects come back equal is the mapper's affair then.
     */
    public static JsonCodecProvider of(JsonMapper mapper) {
        return new JsonCodecProvider(mapper);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public @Nullable String missingArtifact() {
        return Libraries.has("tools.jackson.databind.json.JsonMapper") ? null : "tools.jackson.core:jackson-databind";
    }

    @Override
    public Codec create(CodecContext context) {
        return JsonCodec.of(context, (JsonMapper) mapper);
    }
}
