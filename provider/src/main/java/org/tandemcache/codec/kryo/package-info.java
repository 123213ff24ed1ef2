/** The codec {@code kryo}: an exact form for each class, its own serialization, or its fields by name. */
@NullMarked
package org.tandemcache.codec.kryo;

import org.jspecify.annotations.NullMarked;
