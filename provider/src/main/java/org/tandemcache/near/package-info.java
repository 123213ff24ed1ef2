/**
 * The near tier: copies in this JVM's memory, kept only as long as somebody has promised to call them back. Knows
 * neither where the copies come from nor what they mean. In docs/architecture.md: asked first by a read, changed last
 * by a put and by an invalidation.
 */
@NullMarked
package org.tandemcache.near;

import org.jspecify.annotations.NullMarked;
