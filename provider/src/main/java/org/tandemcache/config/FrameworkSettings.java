package org.tandemcache.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a framework knows about a manager that it makes: the settings of its own configuration, and what goes beyond
 * texts. To be put into the manager's properties, under {@link #PROPERTY}. Immutable; its text shows no values.
 *
 * <p>The settings win over the file, the environment, the JVM's properties and the manager's URI; other properties of
 * the manager win over them.
 *
 * @param settings by their keys, {@code tandem.near.lease} for one
 * @param allow patterns of classes that each cache may read, beside the {@code codec.allow} of its own settings; a
 *     {@link TandemConfiguration} is complete, and not touched by them
 * @param tls what {@code rediss://} addresses are secured with in place of the stores of {@code tandem.redis.tls}; null
 *     for these
 */
public record FrameworkSettings(
        Map<String, Setting> settings,
        List<String> allow,
        @Nullable TlsManagers tls) {
    /** The property of a manager that holds such an object. */
    public static final String PROPERTY = "tandem.framework";

    public FrameworkSettings {
        settings = Map.copyOf(settings);
        allow = List.copyOf(allow);
    }

    /**
     * The value of a setting.
     *
     * @param value a text, as properties have it; or lists and maps of texts
     * @param origin where it stands, for messages: {@code application.properties, line 7}
     */
    public record Setting(Object value, String origin) {
        @Override
        public String toString() {
            return "from " + origin;
        }
    }

    @Override
    public String toString() {
        return "settings of a framework " + settings + ", allow " + allow + (tls == null ? "" : ", " + tls);
    }
}
