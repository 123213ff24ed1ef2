package org.tandemcache.examples.recipes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * JVMs that do the same at the same time, one thing after the other: each is sent a line that says what, prints what it
 * has seen, and then {@link #DONE}. It has printed that once when it can begin, and ends when nobody sends it lines any
 * more. Not thread-safe.
 */
public final class Jvms implements AutoCloseable {
    private static final String DONE = "done";

    /** After so long they are ended, and whoever waits for one is told that it has. */
    private static final long LONGEST_SECONDS = 300;

    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> printed = new ArrayList<>();

    private Jvms() {}

    /** Starts some, and returns when all are ready. */
    public static Jvms start(int number, Class<?> main, String... arguments) {
        Jvms jvms = new Jvms();
        Executor atLast = CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS);
        try {
            for (int i = 0; i < number; i++) {
                jvms.add(main, arguments);
            }
            atLast.execute(jvms::close);
            jvms.awaitAll();
            return jvms;
        } catch (IOException e) {
            jvms.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            jvms.close();
            throw e;
        }
    }

    private void add(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Dkryo.unsafe=false",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        printed.add(process.inputReader());
    }

    /** Lets all do the same, and returns what all have printed once they are done. */
    public List<String> all(String what) throws IOException {
        for (Process process : processes) {
            process.outputWriter().write(what + "\n");
            process.outputWriter().flush();
        }
        return awaitAll();
    }

    private List<String> awaitAll() throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            for (String line = next(i); !line.equals(DONE); line = next(i)) {
                all.add(line);
            }
        }
        return all;
    }

    private String next(int jvm) throws IOException {
        String line = printed.get(jvm).readLine();
        if (line == null) {
            throw new IllegalStateException("JVM " + jvm + " has ended: " + processes.get(jvm));
        }
        return line;
    }

    /** For the other side: does what it is told, until it is told nothing more. */
    public static void serve(Consumer<String> work) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(DONE);
        lines.lines().forEach(line -> {
            work.accept(line);
            System.out.println(DONE);
        });
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
