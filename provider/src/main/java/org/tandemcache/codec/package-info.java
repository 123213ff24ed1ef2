/** How keys and values become bytes and come back: codecs, the envelope around each value, the canonical keys. */
@NullMarked
package org.tandemcache.codec;

import org.jspecify.annotations.NullMarked;
