package org.tandemcache.far;

/**
 * Marks the codec provider of a cache whose keys all lie in one slot of a cluster, so that one server has them all, and
 * one clock. For the few small entries of Tandem's own modules: what is in one slot does not spread.
 */
public interface OneSlot {}
