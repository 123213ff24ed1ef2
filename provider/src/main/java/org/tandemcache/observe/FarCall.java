package org.tandemcache.observe;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call of Redis: an operation of a cache, whose commands travel in one flush, or in one for each bounded chunk.
 * Immutable. Names no key.
 *
 * @param managerName the manager's URI, without a password
 * @param cacheName the cache
 * @param operation what the cache asks for: {@code get}, {@code getAll}, {@code put}, {@code compare}, {@code scan},
 *     ...; one of some twenty words
 * @param command the Redis command that does it, such as {@code GET} or {@code EVALSHA}; the main one of several
 * @param commands how many commands it takes, as far as that is known; more than one travel as a pipeline
 * @param entries how many entries it names; 0 for the whole key space
 * @param changes whether it may change entries
 * @param tracked whether its answer may be kept near
 * @param server that is asked, never resolved; null for several, and as long as nothing is known of a cluster
 */
public record FarCall(
        String managerName,
        String cacheName,
        String operation,
        String command,
        int commands,
        int entries,
        boolean changes,
        boolean tracked,
        @Nullable InetSocketAddress server) {}
