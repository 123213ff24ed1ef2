/**
 * {@code javax.cache} on the engine: providers' managers, caches, and the one assembler that wires a cache. In
 * docs/architecture.md: where a read and a put begin.
 */
@NullMarked
package org.tandemcache.jcache;

import org.jspecify.annotations.NullMarked;
