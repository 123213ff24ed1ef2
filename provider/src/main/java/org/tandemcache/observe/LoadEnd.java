package org.tandemcache.observe;

/**
 * The user's loader has ended. Immutable.
 *
 * @param managerName the manager's URI, without a password
 * @param cacheName the cache
 * @param keys how many keys it was asked for
 * @param nanos how long it took
 * @param succeeded whether it has thrown nothing; knowing no value is no failure
 */
public record LoadEnd(String managerName, String cacheName, int keys, long nanos, boolean succeeded) {}
