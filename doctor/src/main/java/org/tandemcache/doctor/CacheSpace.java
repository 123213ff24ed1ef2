package org.tandemcache.doctor;

/**
 * What lies in Redis of one cache, as far as the scan came. Immutable.
 *
 * @param cache its name as it stands in the keys
 * @param keys how many were seen
 * @param bytes how many bytes keys and values take, projected from the samples, without the server's own overhead
 * @param sampled how many values were looked at
 * @param eternal how many of these have no end of life
 * @param unreadable how many of these are none of Tandem's format
 */
public record CacheSpace(String cache, long keys, long bytes, int sampled, int eternal, int unreadable) {}
