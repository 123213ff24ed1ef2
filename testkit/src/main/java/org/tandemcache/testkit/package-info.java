/** A real Redis for tests, with nothing to install, and handles for its faults. */
@NullMarked
package org.tandemcache.testkit;

import org.jspecify.annotations.NullMarked;
