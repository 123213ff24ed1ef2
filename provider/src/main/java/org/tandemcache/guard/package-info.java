/**
 * The circuit breakers and bulkheads of a manager, put before each way to Redis: calls of the far tier, tracked reads,
 * scripts; of a cluster's nodes each has its own. In docs/architecture.md: the last step of a put before Redis, and
 * before each wait of a read.
 */
@NullMarked
package org.tandemcache.guard;

import org.jspecify.annotations.NullMarked;
