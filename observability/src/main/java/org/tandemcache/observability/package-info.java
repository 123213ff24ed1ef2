/** The board, and an application that shows what it, the alerts and OpenTelemetry see of a fault. */
@NullMarked
package org.tandemcache.observability;

import org.jspecify.annotations.NullMarked;
