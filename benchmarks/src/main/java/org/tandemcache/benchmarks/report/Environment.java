package org.tandemcache.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tandemcache.testkit.RedisServer;

/** Where it was measured, and in which versions: nothing that names the machine or its user. */
final class Environment {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Environment() {}

    static Map<String, String> machine(ProcessorTime before, ProcessorTime after) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processors", Runtime.getRuntime().availableProcessors() + processorModel());
        facts.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        after.stolenSince(before).ifPresent(share -> facts.put("Processor time that the host kept for others", share));
        return facts;
    }

    /** Of Tandem, its peers and what they all stand on. */
    static Map<String, String> versions() {
        Properties versions = new Properties();
        try (InputStream file = Environment.class.getResourceAsStream("versions.properties")) {
            versions.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new TreeMap<>();
        versions.forEach((name, version) -> all.put((String) name, (String) version));
        try (RedisServer redis = RedisServer.start()) {
            all.put("Redis", redis.info("server").get("redis_version"));
        }
        return all;
    }

    private static String processorModel() {
        if (!Files.isReadable(PROCESSORS)) { // there is no such file but on Linux
            return "";
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .map(model -> ", " + model)
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
