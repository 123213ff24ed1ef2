package org.tandemcache.codec;

import java.io.Serializable;

/**
 * Stands in a stream of Java serialization for an object that lies beside it, written by another codec. The name of
 * this class stands in stored bytes, so it and its package are part of the wire format.
 *
 * @param index which of the parts that lie beside the stream
 */
public record JavaPart(int index) implements Serializable {
    /** As it stands in the bytes. */
    public static final String NAME = JavaPart.class.getName();
}
