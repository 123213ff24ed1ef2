package org.tandemcache.doctor;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.settings.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code java -jar tandem-doctor.jar redis://...}. */
@Command(
        name = "tandem-doctor",
        mixinStandardHelpOptions = true,
        version = "tandem-doctor, Java ${java.version}",
        description =
                "Looks at the Redis or Valkey of Tandem's caches and tells what is wrong and what to do. Writes nothing.",
        footer = {
            "",
            "TLS, time limits and all else as for a cache manager: -Dtandem.redis.tls.trust-store=..., environment"
                    + " variables (TANDEM_REDIS_URI keeps a password out of the list of processes), or the file that"
                    + " -Dtandem.config names.",
            "Exit status: 0 if nothing fails, 1 if something does, 2 if the call can't be understood."
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ADDRESS",
            description =
                    "redis://[[user:]password@]host[:port], rediss://, redis-sentinel://; by default what the settings say")
    private @Nullable String address;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "what the keys begin with; by default what the settings say, else tandem")
    private @Nullable String namespace;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "" + Doctor.DEFAULT_KEYS,
            description = "how many keys of each server are walked through at most (default: ${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--json", description = "print the diagnosis as JSON")
    private boolean json;

    /** Ends the JVM with the exit status. */
    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off"); // all that matters is a finding
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        return new CommandLine(new DoctorCommand())
                .setParameterExceptionHandler((wrong, given) -> {
                    // picocli's own message repeats what was given, which may be an address with a password
                    PrintWriter err = wrong.getCommandLine().getErr();
                    err.println("The call can't be understood; allowed is one ADDRESS and these options:");
                    wrong.getCommandLine().usage(err);
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Diagnosis diagnosis;
        try {
            diagnosis = new Doctor(settings(), keys).examine();
        } catch (IllegalArgumentException e) {
            line.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (json) {
            line.getOut().println(json(diagnosis));
        } else {
            print(diagnosis, line.getOut());
        }
        return diagnosis.status() == Status.FAIL ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private ManagerSettings settings() {
        Properties properties = new Properties();
        if (namespace != null) {
            properties.setProperty(ManagerSettings.NAMESPACE, namespace);
        }
        ClassLoader loader = DoctorCommand.class.getClassLoader();
        ManagerSettings own = Settings.of(URI.create("tandem-doctor"), loader, properties, System.getenv())
                .manager();
        return address == null
                ? own
                : new ManagerSettings(
                        address,
                        "command line",
                        own.login(),
                        own.connect(),
                        own.tls(),
                        own.namespace(),
                        own.near(),
                        own.lease(),
                        own.codec(),
                        own.resilience());
    }

    private static String json(Diagnosis diagnosis) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(diagnosis);
    }

    private static void print(Diagnosis diagnosis, PrintWriter out) {
        out.println("Redis at " + diagnosis.address());
        for (Finding finding : diagnosis.findings()) {
            String servers =
                    finding.servers().size() > 1 ? " (" + String.join(", ", finding.servers()) + ")" : at(finding);
            out.printf(Locale.ROOT, "%-4s %-9s %s%s%n", finding.status(), finding.check(), finding.text(), servers);
            if (finding.remedy() != null) {
                out.println("               -> " + finding.remedy());
            }
        }
        for (CacheSpace cache : diagnosis.caches()) {
            out.printf(
                    Locale.ROOT,
                    "     cache %s: %d keys, about %d bytes; of %d sampled values %d never expire, %d unreadable%n",
                    cache.cache(),
                    cache.keys(),
                    cache.bytes(),
                    cache.sampled(),
                    cache.eternal(),
                    cache.unreadable());
        }
        out.println(diagnosis.status());
    }

    private static String at(Finding finding) {
        return finding.servers().isEmpty() ? "" : " (" + finding.servers().get(0) + ")";
    }
}
