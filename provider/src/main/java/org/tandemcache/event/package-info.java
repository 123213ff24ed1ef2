/**
 * Cache entry listeners: who is registered, and how events reach them in order. In docs/architecture.md: the last step
 * of a put.
 */
@NullMarked
package org.tandemcache.event;

import org.jspecify.annotations.NullMarked;
