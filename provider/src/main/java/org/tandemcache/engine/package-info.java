/**
 * The operations of a cache over its tiers: one class for each family, each telling in an {@link Outcome} what
 * happened, and one place, {@link OutcomeRecorder}, that turns outcomes into statistics and events.
 */
@NullMarked
package org.tandemcache.engine;

import org.jspecify.annotations.NullMarked;
