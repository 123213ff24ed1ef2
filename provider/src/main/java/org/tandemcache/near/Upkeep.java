package org.tandemcache.near;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a near tier does behind its changes: it orders its copies by their use, and drops some for want of room. The
 * thread that has caused it runs it; at once, or once behind many changes that it makes {@linkplain #behind in a row}.
 * Thread-safe.
 */
public final class Upkeep implements Executor {
    static final Upkeep INSTANCE = new Upkeep();

    private static final ThreadLocal<@Nullable Queue<Runnable>> HELD = new ThreadLocal<>();

    private Upkeep() {}

    @Override
    public void execute(Runnable task) {
        Queue<Runnable> held = HELD.get();
        if (held == null) {
            task.run();
        } else {
            held.add(task);
        }
    }

    /**
     * Makes changes, of any near tiers, with one upkeep behind them. Meanwhile a tier may keep more than its bound, but
     * for no more than Caffeine's buffer of changes takes: whoever finds that full makes room itself, on any thread.
     */
    public static void behind(Runnable changes) {
        if (HELD.get() != null) {
            changes.run();
            return;
        }
        Queue<Runnable> held = new ArrayDeque<>();
        HELD.set(held);
        try {
            changes.run();
        } finally {
            HELD.remove();
            held.forEach(Runnable::run);
        }
    }
}
