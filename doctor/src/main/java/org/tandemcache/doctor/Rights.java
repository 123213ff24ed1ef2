package org.tandemcache.doctor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tandemcache.far.Keyspace;

/**
 * Whether the user may run what Tandem runs, found out by trying: an access list may be read by administrators alone. A
 * server looks at rights before it looks at anything else, so each command is sent in a form that changes nothing: of a
 * key that there is not, or with an argument that it does not take.
 */
final class Rights {
    static final String CHECK = "rights";

    /** A cache that nobody has; the key ends in a random part beside. */
    private static final String NOBODYS = "tandem-doctor";

    /**
     * @param command as an access list names it
     * @param arguments behind the key
     */
    private record Probe(String command, List<String> arguments) {
        Probe(String command, String... arguments) {
            this(command, List.of(arguments));
        }
    }

    private static final List<Probe> OF_KEYS = List.of(
            new Probe("get"),
            new Probe("mget"),
            new Probe("getex", "NONE"),
            new Probe("getdel"),
            new Probe("getrange", "0", "0"),
            new Probe("exists"),
            new Probe("pttl"),
            new Probe("set", "", "NX", "XX"),
            new Probe("del"),
            new Probe("unlink"),
            new Probe("pexpire", "none"),
            new Probe("persist"));

    /** A script that can't be compiled, and one that nobody has loaded. */
    private static final List<Probe> OF_SCRIPTS = List.of(new Probe("eval", "("), new Probe("evalsha", "0".repeat(40)));

    private final Server server;
    private final byte[] key;
    private final String namespace;
    private final Findings findings;

    Rights(Server server, String namespace, Findings findings) {
        Keyspace nobodys = new Keyspace(namespace, NOBODYS);
        this.server = server;
        this.key = (nobodys + "s:" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        this.namespace = Keys.prefix(namespace);
        this.findings = findings;
    }

    /** The commands without which operations of caches fail, on any server. */
    static List<String> farCommands() {
        List<String> names = new ArrayList<>();
        OF_KEYS.forEach(probe -> names.add(probe.command()));
        OF_SCRIPTS.forEach(probe -> names.add(probe.command()));
        names.add("scan");
        return names;
    }

    void examine(boolean cluster) {
        List<String> missing = new ArrayList<>();
        List<String> optional = new ArrayList<>();
        boolean keysForbidden = false;
        for (Probe probe : OF_KEYS) {
            keysForbidden |= judge(
                    server.askOf(key, probe.command(), probe.arguments().toArray(String[]::new)),
                    probe.command(),
                    missing);
        }
        String text = new String(key, StandardCharsets.UTF_8);
        for (Probe probe : OF_SCRIPTS) {
            keysForbidden |=
                    judge(server.ask(probe.command(), probe.arguments().get(0), "1", text), probe.command(), missing);
        }
        judge(server.ask("scan", "0", "MATCH", text, "COUNT", "1"), "scan", missing);
        judge(server.ask("client", "TRACKING", "OFF"), "client|tracking", optional);
        judge(server.ask("info", "replication"), "info", optional);
        if (cluster) {
            judge(server.ask("cluster", "NODES"), "cluster|nodes", missing);
            judge(server.ask("cluster", "INFO"), "cluster|info", optional);
            judge(server.ask("asking"), "asking", missing);
            judge(server.ask("readonly"), "readonly", optional);
        }
        tell(missing, optional, keysForbidden);
    }

    /** @return whether it is the key that is forbidden */
    private static boolean judge(Answer answer, String command, List<String> forbidden) {
        if (answer.isForbidden() && !answer.isForbiddenKey()) {
            forbidden.add(command);
        }
        return answer.isForbiddenKey();
    }

    private void tell(List<String> missing, List<String> optional, boolean keysForbidden) {
        if (!missing.isEmpty()) {
            findings.fail(CHECK, "the user may not run " + String.join(", ", missing), remedy(missing));
        }
        if (!optional.isEmpty()) {
            findings.warn(
                    CHECK,
                    "the user may not run " + String.join(", ", optional)
                            + " (client|tracking and cluster|info are for near caches, info and readonly for reads from"
                            + " replicas and for the doctor)",
                    remedy(optional));
        }
        if (keysForbidden) {
            findings.warn(
                    CHECK,
                    "the user may not touch all keys of the namespace",
                    "ACL SETUSER <user> ~" + namespace + "*, unless the user is meant for some of its caches alone");
        }
        if (missing.isEmpty() && optional.isEmpty() && !keysForbidden) {
            findings.ok(CHECK, "the user may run every command that Tandem runs");
        }
    }

    private static String remedy(List<String> commands) {
        return "ACL SETUSER <user> +" + String.join(" +", commands) + " (docs/security.md)";
    }
}
