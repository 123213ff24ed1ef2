/** Who watches a manager, and what is counted for them: calls of Redis, loads, changes of breaker and coherence. */
@NullMarked
package org.tandemcache.telemetry;

import org.jspecify.annotations.NullMarked;
