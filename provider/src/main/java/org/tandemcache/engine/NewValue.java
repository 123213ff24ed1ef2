package org.tandemcache.engine;

/**
 * A value to be stored, encoded once, before anything else happens: one that can't be encoded leaves no trace.
 *
 * @param bytes as they are stored, with a version of their own; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewValue<V>(V value, byte[] bytes) {}
