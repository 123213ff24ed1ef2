package org.tandemcache;

import java.beans.ConstructorProperties;

/**
 * What the near tier of a cache holds of a key at a moment, as {@link TandemCacheMXBean#nearCopy} tells it. Immutable.
 */
public final class NearCopy {
    private final boolean held;
    private final boolean served;
    private final boolean entry;
    private final String since;
    private final String version;

    /**
     * As the getters say.
     *
     * @param held {@link #isHeld}
     * @param served {@link #isServed}
     * @param entry {@link #isEntry}
     * @param since {@link #getSince}
     * @param version {@link #getVersion}
     */
    @ConstructorProperties({"held", "served", "entry", "since", "version"})
    public NearCopy(boolean held, boolean served, boolean entry, String since, String version) {
        this.held = held;
        this.served = served;
        this.entry = entry;
        this.since = since;
        this.version = version;
    }

    /** Whether there is a copy. */
    public boolean isHeld() {
        return held;
    }

    /** Whether a read would be answered by it now: Redis vouches for it, and it is not past its deadline. */
    public boolean isServed() {
        return served;
    }

    /** Whether it is of an entry, as against the knowledge that there is none. */
    public boolean isEntry() {
        return entry;
    }

    /** When it came from Redis, to the second, in ISO 8601 and UTC; empty for no copy. */
    public String getSince() {
        return since;
    }

    /**
     * The mark of the write that it is of: the same on each node that holds a copy of that write, and where Redis holds
     * it ({@link TandemCacheMXBean#storedVersion}); empty for none.
     */
    public String getVersion() {
        return version;
    }

    @Override
    public String toString() {
        return held
                ? (entry ? "version " + version : "no entry") + " since " + since + (served ? "" : ", not served")
                : "no copy";
    }
}
