package org.tandemcache.coherence;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how a node tells the lifetimes of many entries. Where nothing in its database expires, it says so in
 * one line; where something does, it is asked for each, by a script if it lets its user run one. Written by event
 * loops, read by readers; who reads what is no longer so sends a command more.
 */
final class NodeExpiry {
    /** Where something expires, more of it will. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String line;
    private volatile boolean tellsWhetherAny = true;
    private volatile boolean runsScripts = true;
    private volatile boolean some;
    private volatile long someAt;

    /** @param database its number */
    NodeExpiry(int database) {
        this.line = "db" + database + ":";
    }

    /** Whether it is to be asked, behind the values, if anything in its database expires. */
    boolean isToTellWhetherAny(long now) {
        return tellsWhetherAny && !(some && now - someAt < ASK_AGAIN_NANOS);
    }

    /** Whether lifetimes are to be asked for by a script. */
    boolean runsScripts() {
        return runsScripts;
    }

    /**
     * Whether nothing in the database expires.
     *
     * @param keyspace what INFO says; null if that has failed
     * @param now {@link System#nanoTime()}
     */
    boolean hasNone(@Nullable String keyspace, @Nullable Throwable failure, long now) {
        if (isRefusal(failure)) {
            tellsWhetherAny = false;
        }
        boolean none = keyspace != null && keyspace.lines().anyMatch(this::saysNone);
        if (!none) {
            someAt = now;
        }
        some = !none;
        return none;
    }

    // db0:keys=3,expires=0,avg_ttl=0 and, of younger servers, more
    private boolean saysNone(String said) {
        return said.startsWith(line) && (said.contains(",expires=0,") || said.endsWith(",expires=0"));
    }

    /** Whether the script was refused, and will be the next time. */
    boolean refusesScripts(@Nullable Throwable failure) {
        if (isRefusal(failure)) {
            runsScripts = false;
        }
        return !runsScripts;
    }

    /** The user's rights don't cover the command, or the server has none such. */
    private static boolean isRefusal(@Nullable Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && !(failure instanceof RedisBusyException)
                && !(failure instanceof RedisLoadingException);
    }
}
