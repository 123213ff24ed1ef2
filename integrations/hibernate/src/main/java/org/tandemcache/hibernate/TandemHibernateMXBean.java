package org.tandemcache.hibernate;

/**
 * What becomes of puts and locks of one session factory on one node, beside Hibernate's own statistics. Registered as
 * {@code org.tandemcache:type=Hibernate,factory=...}. Counts since start. No round trips. Thread-safe.
 */
public interface TandemHibernateMXBean {
    /** States that were kept. */
    long getPutsStored();

    /** Puts refused because somebody is about to change the row. */
    long getPutsRefusedByLock();

    /** Puts refused because their transaction began before the last change of the row, or is older than retention. */
    long getPutsRefusedByTime();

    /** Puts refused because a state is there that is not older. */
    long getPutsRefusedByValue();

    /** Puts refused because the region was invalidated after their transaction began, or is about to be. */
    long getPutsRefusedByRegion();

    /** Puts refused because this node has changes that Redis is not told of yet. */
    long getPutsRefusedByJournal();

    /** Puts refused because nothing was there, with {@code absent=prove}. */
    long getPutsRefusedByAbsence();

    /** States that the codec could not encode. */
    long getPutsUnwritable();

    /**
     * Locks that were past their deadline when somebody met them: their transaction took too long, or its node died.
     */
    long getLocksExpired();

    /** Unlocks that found no lock: one that was lost with a server, or had expired. The entry was forgotten then. */
    long getLocksLost();

    /** How many times a record of another server process was met, and its region or table begun anew. */
    long getGenerations();

    /** Changes that Redis could not be told of when they were made. */
    long getJournaled();

    /** How many of them Redis is not told of yet. */
    long getJournalSize();

    /** How long there have been any, in milliseconds; 0 for none. */
    long getJournalAgeMillis();

    /** How exactly this node knows Redis's clock, in microseconds; -1 before the first answer. */
    long getClockUncertaintyMicros();
}
