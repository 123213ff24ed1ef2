package org.tandemcache.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.InetSocketAddress;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallFailure;
import org.tandemcache.observe.FarCallFailure.Kind;

/** Attributes that several signals share, by the semantic conventions for databases and by Redis's own clients. */
final class Names {
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    static final AttributeKey<Long> BATCH = AttributeKey.longKey("db.operation.batch.size");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("db.response.status_code");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> LIBRARY = AttributeKey.stringKey("redis.client.library");
    static final AttributeKey<String> CACHE = AttributeKey.stringKey("tandem.cache");

    static final String REDIS = "redis";

    private static final String PIPELINE = "PIPELINE";

    private Names() {}

    /** {@code <name>:<version>}; the version is that of the jar. */
    static String library() {
        String version = TandemManager.class.getPackage().getImplementationVersion();
        return "tandem-jcache:" + (version == null ? "unknown" : version);
    }

    /**
     * Several commands that travel together are one pipeline; only those that are all the same have a name of their
     * own.
     */
    static String operation(FarCall call) {
        if (call.commands() < 2) {
            return call.command();
        }
        return call.commands() == call.entries() ? PIPELINE + " " + call.command() : PIPELINE;
    }

    /** What metrics and spans of a call both say. */
    static void addTo(AttributesBuilder attributes, FarCall call) {
        attributes.put(SYSTEM, REDIS).put(OPERATION, operation(call)).put(CACHE, call.cacheName());
        InetSocketAddress server = call.server();
        if (server != null) {
            attributes.put(ADDRESS, server.getHostString()).put(PORT, (long) server.getPort());
        }
    }

    static void addTo(AttributesBuilder attributes, FarCallFailure failure) {
        attributes.put(ERROR, failure.type());
        if (failure.kind() == Kind.REJECTED) {
            attributes.put(STATUS, failure.type());
        }
    }
}
