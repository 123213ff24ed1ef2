package org.tandemcache.doctor;

import java.util.Map;

/** What the server does when it is full, beside entries that never end by themselves or must not be removed. */
final class Memory {
    static final String CHECK = "memory";

    private Memory() {}

    static void examine(Server server, Holdings holdings, Findings findings) {
        Answer info = server.ask("info", "memory");
        if (info.isRefused()) {
            findings.unseen(CHECK, "info", info.words());
            return;
        }
        Map<String, String> told = info.lines();
        judge(
                Answer.number(told.get("maxmemory")),
                Answer.number(told.get("used_memory")),
                told.getOrDefault("maxmemory_policy", "unknown"),
                holdings,
                findings);
    }

    private static void judge(long limit, long used, String policy, Holdings holdings, Findings findings) {
        String state = "maxmemory " + (limit == 0 ? "not set" : Long.toString(limit)) + ", maxmemory-policy " + policy
                + (holdings.eternal() > 0 ? ", " + holdings.eternal() + " sampled entries never expire" : "");
        if (limit == 0) {
            if (holdings.eternal() > 0) {
                findings.warn(
                        CHECK,
                        state + ": nothing ever removes them",
                        "give the caches an expiry, or set maxmemory and " + holdings.policy());
            } else {
                findings.ok(CHECK, state);
            }
        } else if (policy.equals("noeviction")) {
            if (used >= limit) {
                findings.fail(
                        CHECK,
                        state + ": it is full, and writes are refused (OOM)",
                        "raise maxmemory, or set " + holdings.policy());
            } else {
                findings.warn(
                        CHECK,
                        state + ": when it is full, writes are refused (OOM)",
                        "set " + holdings.policy() + "; or leave it, and watch that it never fills");
            }
        } else if (policy.startsWith("allkeys-") && holdings.timestamps()) {
            findings.warn(
                    CHECK,
                    state + ": it removes Hibernate's times of changes too, and queries then give outdated results",
                    "set " + holdings.policy());
        } else if (holdings.cells()) {
            findings.warn(
                    CHECK,
                    state + ": it removes the locks and markers of tandem-hibernate too",
                    "set hibernate.cache.tandem.absent=prove (which can't be seen from here), or leave head-room:"
                            + " docs/hibernate.md");
        } else if (policy.startsWith("volatile-") && holdings.eternal() > 0 && !holdings.timestamps()) {
            findings.warn(
                    CHECK,
                    state + ": these are never removed, and when they fill the server writes are refused (OOM)",
                    "give the caches an expiry, or set " + holdings.policy());
        } else {
            findings.ok(CHECK, state);
        }
    }
}
