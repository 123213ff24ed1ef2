package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of an {@link AdversaryNode}, and what it has told. */
final class AdversaryChild implements AutoCloseable {
    private static final Pattern COUNT = Pattern.compile("([a-z ]+)=(\\d+)");
    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final List<String> told = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CompletableFuture<Void> ended;

    AdversaryChild(Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-Dorg.jboss.logging.provider=slf4j",
                "-classpath",
                System.getProperty("java.class.path"),
                AdversaryNode.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        ended = CompletableFuture.runAsync(this::listen);
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (told) {
                    told.add(line);
                }
                if (line.equals("READY")) {
                    ready.countDown();
                } else if (line.matches("(SEEN|FAILURE|WRONG|LATE|OUTLASTING) .*")) {
                    System.out.println(process.pid() + " " + line);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            ready.countDown(); // it will never be
        }
    }

    void awaitReady() throws InterruptedException {
        ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(told()).contains("READY");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for its end, and adds what it has counted. */
    void addTo(Map<String, Long> counts, int seconds) throws Exception {
        ended.get(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (String line : told()) {
            if (line.startsWith("SEEN ")) {
                for (Matcher match = COUNT.matcher(line); match.find(); ) {
                    counts.merge(match.group(1).trim(), Long.parseLong(match.group(2)), Long::sum);
                }
            } else if (line.startsWith("WRONG ")) {
                counts.merge("told wrong", 1L, Long::sum);
            }
        }
    }

    /** All that it has told, each line behind its process. */
    List<String> record() {
        return told().stream().map(line -> process.pid() + " " + line).toList();
    }

    private List<String> told() {
        synchronized (told) {
            return List.copyOf(told);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
