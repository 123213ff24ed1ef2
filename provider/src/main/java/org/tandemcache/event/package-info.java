/** Cache entry listeners: who is registered, and how events reach them in order. */
@NullMarked
package org.tandemcache.event;

import org.jspecify.annotations.NullMarked;
