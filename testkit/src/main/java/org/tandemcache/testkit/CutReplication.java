package org.tandemcache.testkit;

/** A master whose replicas get nothing any more, though it acknowledges what it is written. */
public final class CutReplication {
    private CutReplication() {}

    /**
     * Keeps from the replicas of a master what it is written from now on, until it is started anew: it ends their
     * connections and refuses them new ones. They may take over as they could before.
     *
     * @param master whose default user replicas log in as
     */
    public static void of(RedisServer master) {
        master.command("ACL", "SETUSER", "default", "-psync", "-sync");
        master.command("CLIENT", "KILL", "TYPE", "replica");
    }
}
