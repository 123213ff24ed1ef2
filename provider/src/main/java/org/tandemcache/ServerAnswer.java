package org.tandemcache;

/**
 * What a server of a cache manager has answered. Immutable.
 *
 * @param node its host and port
 * @param server its name, version and mode, such as {@code valkey 9.0.1, cluster}
 * @param roundTripMicros how long the answer took, in microseconds
 */
public record ServerAnswer(String node, String server, long roundTripMicros) {}
