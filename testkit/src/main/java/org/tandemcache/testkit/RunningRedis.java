package org.tandemcache.testkit;

import java.util.List;

/** A server that somebody else started: it can be used, but not handled. */
record RunningRedis(RedisSource.Running source) implements RedisInstance {
    static RunningRedis at(RedisSource.Running source, List<String> configLines) {
        if (!configLines.isEmpty()) {
            throw new UnsupportedOperationException(source + " is running already: it can't be started with "
                    + configLines + "; use RedisServer.embedded(...) in a test that needs them");
        }
        try (RespConnection connection = RespConnection.open(source.host(), source.port())) {
            connection.call("PING");
        } catch (RedisServerException e) {
            throw new RedisServerException(
                    RedisSource.PROPERTY + "=" + source + " asks for a running server, but: " + e.getMessage(), e);
        }
        return new RunningRedis(source);
    }

    @Override
    public String host() {
        return source.host();
    }

    @Override
    public int port() {
        return source.port();
    }

    @Override
    public String log() {
        return "";
    }

    @Override
    public boolean isServing() {
        return true;
    }

    @Override
    public void pause() {
        throw notOurs("paused");
    }

    @Override
    public void resume() {
        throw notOurs("resumed");
    }

    @Override
    public void kill() {
        throw notOurs("killed or restarted");
    }

    @Override
    public void startAgain() {
        throw notOurs("killed or restarted");
    }

    @Override
    public void startLoading(List<String> programArguments) {
        throw notOurs("killed or restarted");
    }

    @Override
    public void revive() {
        // It can't have been paused or killed by this test.
    }

    @Override
    public void close() {
        // It goes on for whoever started it.
    }

    private UnsupportedOperationException notOurs(String what) {
        return new UnsupportedOperationException(
                source + " is not ours: it can't be " + what + "; use RedisServer.embedded() in a test that needs it");
    }
}
