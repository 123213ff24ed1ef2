/**
 * The operations of a cache over its tiers: one class for each family, each telling in an {@link Outcome} what
 * happened, and one place, {@link OutcomeRecorder}, that turns outcomes into statistics and events. Of the diagrams in
 * docs/architecture.md it stands in the middle of all three; {@link CacheEngine} is the place where they begin.
 */
@NullMarked
package org.tandemcache.engine;

import org.jspecify.annotations.NullMarked;
