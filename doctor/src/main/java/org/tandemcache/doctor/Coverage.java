package org.tandemcache.doctor;

import java.util.Map;

/** Whether a cluster serves all keys. */
final class Coverage {
    static final String CHECK = "cluster";

    private static final String SLOTS = "16384";

    private Coverage() {}

    static void examine(Server server, Findings findings) {
        Answer info = server.ask("cluster", "INFO");
        if (info.isRefused()) {
            findings.unseen(CHECK, "cluster|info", info.words());
            return;
        }
        Map<String, String> told = info.lines();
        String served = told.getOrDefault("cluster_slots_ok", "0");
        String state = told.getOrDefault("cluster_state", "unknown");
        String text = "cluster_state " + state + ", " + served + " of " + SLOTS + " slots are served";
        if (state.equals("ok") && served.equals(SLOTS)) {
            findings.ok(CHECK, text);
        } else {
            findings.fail(
                    CHECK,
                    text + ": operations on the other keys fail"
                            + (state.equals("ok") ? "" : ", and on all of them with cluster-require-full-coverage"),
                    "bring the missing masters back, or redis-cli --cluster fix");
        }
    }
}
