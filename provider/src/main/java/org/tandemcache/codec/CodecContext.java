package org.tandemcache.codec;

/**
 * What a codec is made for.
 *
 * @param loader the cache manager's: every class of a value is looked up in it
 * @param type what values are instances of; {@code Object} where the cache declares none
 * @param filter has to be asked for each class before it is loaded, and told of each class that is written
 * @param canonical whether equal objects must give equal bytes, for they become keys
 * @param maximumLength the largest length of an encoded object, in bytes
 */
public record CodecContext(
        ClassLoader loader, Class<?> type, ClassFilter filter, boolean canonical, int maximumLength) {}
