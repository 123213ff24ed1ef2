/**
 * What codecs and compressors are, for those who write one: {@link org.tandemcache.codec.Codec},
 * {@link org.tandemcache.codec.Compressor}, and the filter that decides which classes may be read.
 */
@NullMarked
package org.tandemcache.codec;

import org.jspecify.annotations.NullMarked;
