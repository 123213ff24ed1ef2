package org.tandemcache.codec;

import java.io.Serializable;

/** Stands in a stream of Java serialization for an object that lies beside it, written by another codec. */
record JavaPart(int index) implements Serializable {
    static final String NAME = JavaPart.class.getName();
}
