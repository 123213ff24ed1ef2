package org.tandemcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.config.FrameworkSettings;
import org.tandemcache.config.FrameworkSettings.Setting;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.config.TlsManagers;

/** What a framework hands over with the manager's properties. */
class FrameworkSettingsTest {
    private static final ClassLoader LOADER = FrameworkSettingsTest.class.getClassLoader();

    @TempDir
    Path directory;

    private final Properties properties = new Properties();

    private void given(Map<String, Setting> settings, String... allow) {
        properties.put(FrameworkSettings.PROPERTY, new FrameworkSettings(settings, List.of(allow), null));
    }

    private Settings settings(String file) {
        URI uri = SettingsFiles.written(directory, file).toUri();
        return Settings.of(uri, LOADER, properties, Map.of("TANDEM_NAMESPACE", "of-the-environment"));
    }

    @Test
    void settings_ofAFramework_winOverFileAndEnvironment() {
        given(Map.of("tandem.namespace", new Setting("of-the-framework", "line 7")));

        assertThat(settings("tandem.namespace = of-the-file").manager().namespace())
                .isEqualTo("of-the-framework");
    }

    @Test
    void settings_ofAFramework_loseAgainstTheManagersOwn() {
        given(Map.of("tandem.namespace", new Setting("of-the-framework", "line 7")));
        properties.setProperty("tandem.namespace", "of-the-manager");

        assertThat(settings("tandem { }").manager().namespace()).isEqualTo("of-the-manager");
    }

    @Test
    void settings_ofACache_canBeLists() {
        given(Map.of(
                "tandem.caches.\"a.b\".codec.allow",
                new Setting(List.of("com.acme.Car"), "line 7"),
                "tandem.caches.\"a.b\".near.mode",
                new Setting("off", "line 8")));

        Settings settings = settings("tandem { }");

        assertThat(settings.cacheNames()).containsExactly("a.b");
        assertThat(SettingsFiles.cache(settings, "a.b").codec().allow()).containsExactly("com.acme.Car");
    }

    @Test
    void setting_thatThereIsNot_isRefusedWithTheNearestAndItsPlace() {
        given(Map.of("tandem.near.leese", new Setting("3 s", "application.properties, line 7")));

        assertThatThrownBy(() -> settings("tandem { }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tandem.near.leese", "the nearest is tandem.near.lease", "line 7");
    }

    @Test
    void setting_ofAValueThatIsNotAllowed_isToldWithItsPlace() {
        given(Map.of("tandem.near.lease", new Setting("soon", "application.properties, line 7")));

        assertThatThrownBy(() -> settings("tandem { }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tandem.near.lease is \"soon\" (application.properties, line 7)");
    }

    @Test
    void patterns_ofAFramework_areAllowedBesideThoseOfEachCache() {
        given(Map.of(), "com.acme.**", "@spring");

        Settings settings = settings(
                "tandem { cache-defaults.codec.allow = [com.a.Default], caches { own { codec.allow = [com.b.Own] } } }");

        assertThat(SettingsFiles.cache(settings, "own").codec().allow())
                .containsExactly("com.b.Own", "com.acme.**", "@spring");
        assertThat(settings.complete("other", new MutableConfiguration<>(), LOADER)
                        .codec()
                        .allow())
                .containsExactly("com.a.Default", "com.acme.**", "@spring");
    }

    @Test
    void configuration_thatIsComplete_isLeftAlone() {
        given(Map.of(), "com.acme.**");
        TandemConfiguration<String, String> complete =
                TandemConfiguration.builder(String.class, String.class).build();

        assertThat(settings("tandem { }").complete("other", complete, LOADER)).isSameAs(complete);
    }

    @Test
    void object_ofAnotherClass_isRefused() {
        properties.put(FrameworkSettings.PROPERTY, List.of());

        assertThatThrownBy(() -> settings("tandem { }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tandem.framework", "allowed: a org.tandemcache.config.FrameworkSettings");
    }

    @Test
    void tls_ofAFramework_reachesTheManager() {
        TlsManagers tls = new TlsManagers(null, null, List.of("TLSv1.3"), List.of());
        properties.put(FrameworkSettings.PROPERTY, new FrameworkSettings(Map.of(), List.of(), tls));

        assertThat(settings("tandem { }").manager().tls().managers()).isSameAs(tls);
    }

    @Test
    void texts_showNoValues() {
        FrameworkSettings settings = new FrameworkSettings(
                Map.of("tandem.redis.uri", new Setting("redis://:secret@h", "x")), List.of(), null);

        assertThat(settings.toString()).contains("tandem.redis.uri").doesNotContain("secret");
    }

    @Test
    void effective_tellsValuesAndWhereTheyStand_andNoSecrets() {
        given(Map.of("tandem.redis.uri", new Setting("redis://user:secret@h:7000", "the environment of a framework")));

        Map<String, EffectiveSetting> effective = settings(
                        "tandem { redis.tls.trust-store-password = secret, caches { \"a.b\" { near.mode = off } } }")
                .effective();

        assertThat(effective.get("tandem.redis.uri"))
                .isEqualTo(new EffectiveSetting("redis://***@h:7000", "the environment of a framework"));
        assertThat(effective.get("tandem.redis.tls.trust-store-password").value())
                .isEqualTo("***");
        assertThat(effective.get("tandem.caches.\"a.b\".near.mode").value()).isEqualTo("off");
        assertThat(effective.get("tandem.near.lease").value()).isEqualTo("2 s");
        assertThat(effective.get("tandem.near.lease").origin()).contains("reference.conf");
        assertThat(effective.toString()).doesNotContain("secret");
    }
}
