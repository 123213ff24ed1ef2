package org.tandemcache.tck;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * Gives the TCK an empty Redis: one server, or as many masters of a cluster as the property {@code tck.masters} says.
 * The provider learns its address as in production, from the property {@code tandem.redis.uri}; beside that it gets to
 * know that whoever stands still for a moment is not away.
 */
public final class TckServer implements LauncherSessionListener {
    private static final int MASTERS = Integer.getInteger("tck.masters", 0);

    private AutoCloseable server;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (MASTERS > 0) {
            RedisCluster cluster = RedisCluster.start(MASTERS, 0);
            server = cluster;
            nameServer(cluster.uri());
        } else {
            RedisServer single = RedisServer.start();
            single.command("FLUSHALL");
            server = single;
            nameServer(single.uri().toString());
        }
    }

    private static void nameServer(String uri) {
        System.setProperty("tandem.redis.uri", uri + "?timeout=30s");
        System.setProperty("tandem.near.lease", "60s"); // else puts would leave near copies in another way
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
