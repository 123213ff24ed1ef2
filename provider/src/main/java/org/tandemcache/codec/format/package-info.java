/** The bytes in Redis: the envelope around each value, canonical keys, versions, and the codecs that a cache reads. */
@NullMarked
package org.tandemcache.codec.format;

import org.jspecify.annotations.NullMarked;
