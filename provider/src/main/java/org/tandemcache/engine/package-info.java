/**
 * The operations of a cache over its tiers. Reads go through a {@link Lookup}, whatever changes an entry through
 * {@link WritePath}. Each tells in an {@link Outcome} what happened, and one place, {@link OutcomeRecorder}, turns
 * outcomes into statistics and events. Of the diagrams in docs/architecture.md it stands in the middle of all three;
 * {@link CacheEngine} is the place where they begin.
 */
@NullMarked
package org.tandemcache.engine;

import org.jspecify.annotations.NullMarked;
