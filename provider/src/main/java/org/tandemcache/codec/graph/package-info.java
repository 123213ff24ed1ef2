/**
 * Walks of object graphs that the codecs share: their weight, a budget for reading, differences, what a class says of
 * itself.
 */
@NullMarked
package org.tandemcache.codec.graph;

import org.jspecify.annotations.NullMarked;
