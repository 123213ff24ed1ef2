package org.tandemcache.far.redis.topology;

/**
 * What a node has answered when it was asked what it is.
 *
 * @param node its host and port
 * @param server its name, version and mode
 * @param nanos how long the answer took
 */
public record NodeAnswer(String node, String server, long nanos) {}
