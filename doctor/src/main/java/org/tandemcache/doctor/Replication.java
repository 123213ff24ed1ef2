package org.tandemcache.doctor;

import java.util.Map;

/** Whether the server takes writes, and how far its replicas are behind. */
final class Replication {
    static final String ROLE = "role";
    static final String REPLICAS = "replicas";

    private static final long SLOW_SECONDS = 10; // replicas tell every second
    private static final long MUCH = 16L << 20;

    private static final String BEHIND =
            "look at that server and the network to it: reads from it are outdated, and a failover to it loses writes";

    private Replication() {}

    static void examine(Server server, Findings findings) {
        Answer info = server.ask("info", "replication");
        if (info.isRefused()) {
            findings.unseen(ROLE, "info", info.words());
            return;
        }
        Map<String, String> told = info.lines();
        if (told.getOrDefault("role", "master").equals("slave")) {
            findings.fail(
                    ROLE,
                    "the server is a replica of " + told.get("master_host") + ":" + told.get("master_port")
                            + ": writes are refused (READONLY)",
                    "name the primary in the address, or all servers (redis://a,b), or the Sentinels");
            return;
        }
        findings.ok(ROLE, "the server takes writes");
        long offset = Answer.number(told.get("master_repl_offset"));
        long replicas = Answer.number(told.get("connected_slaves"));
        for (int i = 0; i < replicas; i++) {
            replica(told.getOrDefault("slave" + i, ""), offset, findings);
        }
    }

    /** A server that the address names beside the one that takes writes, as it sees itself. */
    static void examineNamed(Server server, Findings findings) {
        Answer info = server.ask("info", "replication");
        if (info.isRefused()) {
            findings.unseen(REPLICAS, "info", info.words());
            return;
        }
        Map<String, String> told = info.lines();
        if (!told.getOrDefault("role", "").equals("slave")) {
            findings.warn(
                    REPLICAS,
                    "this server is named in the address and is a primary of its own",
                    "make it a replica (REPLICAOF), or take it out of the address");
        } else if (!told.getOrDefault("master_link_status", "").equals("up")) {
            findings.warn(
                    REPLICAS,
                    "this replica has lost its primary " + told.get("master_host") + ":" + told.get("master_port")
                            + " (master_link_status " + told.get("master_link_status") + ")",
                    BEHIND);
        } else {
            findings.ok(REPLICAS, "this replica has a link to its primary");
        }
    }

    /** {@code ip=10.0.0.3,port=6379,state=online,offset=4711,lag=1}. */
    private static void replica(String line, long offset, Findings findings) {
        Map<String, String> replica = ClientLine.fields(line.replace(',', ' '));
        String name = replica.get("ip") + ":" + replica.get("port");
        long behind = Math.max(0, offset - Answer.number(replica.get("offset")));
        long seconds = Answer.number(replica.get("lag"));
        String state = replica.getOrDefault("state", "unknown");
        String text =
                "replica " + name + " is " + state + ", " + behind + " bytes behind, heard of " + seconds + " s ago";
        if (!state.equals("online") || seconds > SLOW_SECONDS || behind > MUCH) {
            findings.warn(REPLICAS, text, BEHIND);
        } else {
            findings.ok(REPLICAS, text);
        }
    }
}
