package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.far.KeyScript;
import org.tandemcache.hibernate.ModelHistory.Scripts;
import org.tandemcache.hibernate.RegionCaches.Made;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Random histories of the cells' scripts, and that they find scripts that are wrong. */
@Tag("server")
@WithRedis
class ModelHistoryTest {
    private static final int HISTORIES = Integer.getInteger("tandem.test.histories", 1_000);
    private static final int STEPS = 40;

    private static RedisServer redis;
    private static Made<String> cells;

    @BeforeAll
    static void open(RedisServer server) {
        redis = server;
        cells = ModelHistory.cells(server);
    }

    @AfterAll
    static void close() {
        cells.cache().getCacheManager().close();
    }

    private static @Nullable String firstViolation(Scripts scripts, int histories) {
        int served = 0;
        for (int seed = 0; seed < histories; seed++) {
            ModelHistory history = new ModelHistory(redis, scripts, cells, seed);
            String violation = history.run(STEPS);
            if (violation != null) {
                return "history " + seed + ": " + violation;
            }
            served += history.served();
        }
        System.out.println(histories + " histories, " + served + " reads answered by cells");
        assertThat(served).as("reads that cells have answered").isPositive();
        return null;
    }

    @Test
    void scripts_inRandomHistories_neverServeWhatWasReplacedBeforeTheReaderBegan() {
        assertThat(firstViolation(Scripts.real(), HISTORIES)).isNull();
    }

    /**
     * A bulk update ends; who has begun before commits and stores what is dead at once; who has begun later has read
     * before.
     */
    @Test
    void valueThatForgetsWhenItsRowWasUnlocked_isFound(@TempDir Path folder) throws Exception {
        KeyScript wrong = altered(folder, "load.lua", "dead and began > cell.unlocked", "dead");
        assertThat(firstViolation(Scripts.real().withLoad(wrong), 10_000)).isNotNull();
    }

    @Test
    void putThatOverwritesLocks_isFound(@TempDir Path folder) throws Exception {
        KeyScript wrong = altered(folder, "load.lua", "if #cell.locks > 0 then", "if false then");
        assertThat(firstViolation(Scripts.real().withLoad(wrong), 10_000)).isNotNull();
    }

    @Test
    void putThatIsNotComparedWithTheUnlock_isFound(@TempDir Path folder) throws Exception {
        KeyScript wrong = altered(folder, "load.lua", "elseif began <= cell.unlocked then", "elseif false then");
        assertThat(firstViolation(Scripts.real().withLoad(wrong), 10_000)).isNotNull();
    }

    @Test
    void unlockThatStoresItsValueOverAnotherLock_isFound(@TempDir Path folder) throws Exception {
        KeyScript wrong = altered(folder, "settle.lua", "and #cell.locks == 0 and not cell.concurrent then", "then");
        assertThat(firstViolation(Scripts.real().withSettle(wrong), 10_000)).isNotNull();
    }

    /** A script with other text in some places, each of which must be there. */
    private static KeyScript altered(Path folder, String resource, String... replacements) throws Exception {
        String script = resource("cell.lua") + resource(resource);
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(script).contains(replacements[i]);
            script = script.replace(replacements[i], replacements[i + 1]);
        }
        String name = "altered.lua";
        Path place = folder.resolve("org/tandemcache/hibernate");
        Files.createDirectories(place);
        Files.writeString(place.resolve(name), script);
        Class<?> beside = ModelHistoryTest.class;
        byte[] code;
        try (var in = beside.getResourceAsStream("ModelHistoryTest.class")) {
            code = in.readAllBytes();
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null) {
                    @Override
                    protected Class<?> findClass(String wanted) throws ClassNotFoundException {
                        return wanted.equals(beside.getName())
                                ? defineClass(wanted, code, 0, code.length)
                                : Class.forName(wanted, false, beside.getClassLoader());
                    }
                }) {
            return KeyScript.of(loader.loadClass(beside.getName()), name);
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = CellStore.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
