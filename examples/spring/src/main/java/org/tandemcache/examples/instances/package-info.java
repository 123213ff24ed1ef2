/** Two instances of a Spring application, and an outage of their Redis. */
@NullMarked
package org.tandemcache.examples.instances;

import org.jspecify.annotations.NullMarked;
