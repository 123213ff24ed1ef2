package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;

/** The oldest Lettuce that Tandem runs on. Names none of the classes that older ones lack. */
final class LettuceFloor {
    private static final String OF_THE_FLOOR = "io.lettuce.core.MaintNotificationsConfig";

    private LettuceFloor() {}

    /** @throws IllegalStateException if the class path has an older Lettuce: the first command would fail obscurely */
    static void check() {
        check(RedisClient.class.getClassLoader(), RedisClient.class.getPackage().getImplementationVersion());
    }

    static void check(ClassLoader loader, @Nullable String version) {
        try {
            Class.forName(OF_THE_FLOOR, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Tandem needs Lettuce 7.0.3 or later, and the class path has "
                            + (version == null ? "an older one" : version)
                            + ". Where Spring Boot's parent manages its version, the property lettuce.version chooses another"
                            + " one: <lettuce.version>7.0.3.RELEASE</lettuce.version> or later",
                    e);
        }
    }
}
