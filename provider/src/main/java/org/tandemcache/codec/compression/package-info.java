/** The compressors that Tandem brings. */
@NullMarked
package org.tandemcache.codec.compression;

import org.jspecify.annotations.NullMarked;
