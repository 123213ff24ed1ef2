/** {@code javax.cache} on the engine: providers' managers, caches, and the one assembler that wires a cache. */
@NullMarked
package org.tandemcache.jcache;

import org.jspecify.annotations.NullMarked;
