/** The codec {@code java}: Java serialization, scanned before it is read. */
@NullMarked
package org.tandemcache.codec.java;

import org.jspecify.annotations.NullMarked;
