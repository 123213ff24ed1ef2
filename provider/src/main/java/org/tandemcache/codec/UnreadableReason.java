package org.tandemcache.codec;

/** Why stored bytes can't be read. Each such read is counted by its reason. */
public enum UnreadableReason {
    /** The bytes do not begin with an envelope that this version of Tandem knows. */
    UNKNOWN_FORMAT,
    /** The envelope names a codec or a compressor that this cache does not have, or whose library is missing. */
    UNKNOWN_CODEC,
    /** The class filter does not allow a class that the bytes name. */
    REFUSED_CLASS,
    /** A class that the bytes name is not to be found in the manager's class loader. */
    MISSING_CLASS,
    /** The bytes are damaged, or are not what the codec writes. */
    CORRUPT,
    /** The value is larger, or nested deeper, than the configuration allows. */
    TOO_LARGE,
    /** The value was read, and is no instance of what is declared: the cache's value type, or a field's type. */
    WRONG_TYPE,
}
