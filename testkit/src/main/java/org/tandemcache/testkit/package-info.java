/**
 * A real Redis for tests, with nothing to install, and handles for its faults: a single server, one with replicas, a
 * cluster, a primary under Sentinels, a server that speaks TLS, and a wire that can fail.
 */
@NullMarked
package org.tandemcache.testkit;

import org.jspecify.annotations.NullMarked;
