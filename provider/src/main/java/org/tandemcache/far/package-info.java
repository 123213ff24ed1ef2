/**
 * The far tier as the engine sees it: entries of bytes under keys of bytes, kept by a shared server.
 *
 * <p>What stands between the engine and the server is a list of {@link FarInterceptor}s over {@link FarOperation}s, put
 * together in one place as a {@link FarPath}: today the bypass of an outage, the drop of near copies, the guards. An
 * interceptor looks at an operation's name, keys and effect, never at which one it is. A new operation is a method of
 * {@link FarTier} with the tier's way of doing it, and its description in {@link InterceptedFarTier}; a new interceptor
 * is one class and one line of the path. docs/architecture.md shows the way of a put along it.
 */
@NullMarked
package org.tandemcache.far;

import org.jspecify.annotations.NullMarked;
