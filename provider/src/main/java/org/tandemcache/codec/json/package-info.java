/** The codec {@code json}: what Jackson writes, if what it says back is proven to be the same. */
@NullMarked
package org.tandemcache.codec.json;

import org.jspecify.annotations.NullMarked;
