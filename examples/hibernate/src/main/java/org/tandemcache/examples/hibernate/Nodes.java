package org.tandemcache.examples.hibernate;

import org.tandemcache.testkit.RedisServer;

/**
 * What is compared: nodes with one region factory, on a Redis of their own.
 *
 * @param judge reads what lies in Redis: it has no near copies
 */
record Nodes(Factory factory, RedisServer redis, Node a, Node b, Node judge) implements AutoCloseable {
    static Nodes open(Factory factory, String jdbcUrl) {
        RedisServer redis = RedisServer.embedded();
        String uri = redis.uri() + "?timeout=30s"; // patient, as a busy machine is no outage
        return new Nodes(
                factory,
                redis,
                Node.cached(factory, "node-a", jdbcUrl, uri, true),
                Node.cached(factory, "node-b", jdbcUrl, uri, true),
                Node.cached(factory, "judge", jdbcUrl, uri, false));
    }

    @Override
    public void close() {
        a.close();
        b.close();
        judge.close();
        redis.close();
    }
}
