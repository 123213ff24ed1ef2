package org.tandemcache.doctor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How far the server's clock is from this machine's. */
final class Clock {
    static final String CHECK = "clock";

    /** More than what machines have that keep their time by NTP. */
    private static final Duration TOLERATED = Duration.ofSeconds(1);

    private Clock() {}

    static void examine(Server server, Findings findings) {
        long before = System.currentTimeMillis();
        Answer time = server.ask("time");
        long after = System.currentTimeMillis();
        if (time.isRefused() || time.list().size() != 2) {
            findings.unseen(CHECK, "time", time.words());
            return;
        }
        long told =
                TimeUnit.SECONDS.toMillis(Long.parseLong(Answer.text(time.list().get(0))))
                        + TimeUnit.MICROSECONDS.toMillis(
                                Long.parseLong(Answer.text(time.list().get(1))));
        judge(told, before, after, findings);
    }

    /** @param told by the server, at some time between the other two; all in milliseconds since 1970 */
    static void judge(long told, long before, long after, Findings findings) {
        long offset = told < before ? told - before : Math.max(0, told - after);
        if (Math.abs(offset) > TOLERATED.toMillis()) {
            findings.warn(
                    CHECK,
                    "the server's clock is " + Math.abs(offset) + " ms " + (offset < 0 ? "behind" : "ahead of")
                            + " this machine's",
                    "keep both by NTP: expiry counts on no clock of yours, but the times in logs do, and Hibernate's"
                            + " version columns");
        } else {
            findings.ok(CHECK, "the server's clock and this machine's are less than a second apart");
        }
    }
}
