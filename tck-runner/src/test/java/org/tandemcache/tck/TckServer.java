package org.tandemcache.tck;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.tandemcache.testkit.RedisServer;

/**
 * Gives the TCK an empty Redis. The provider learns its address as in production, from the property
 * {@code tandem.redis.uri}; that is all it gets to know.
 */
public final class TckServer implements LauncherSessionListener {
    private RedisServer server;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        server = RedisServer.start();
        server.command("FLUSHALL");
        System.setProperty("tandem.redis.uri", server.uri().toString());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        server.close();
    }
}
