/** The far tier as the engine sees it: entries of bytes under keys of bytes, kept by a shared server. */
@NullMarked
package org.tandemcache.far;

import org.jspecify.annotations.NullMarked;
