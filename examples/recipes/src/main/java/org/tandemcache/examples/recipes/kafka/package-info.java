/** Changes of a cache, to Kafka and back into another cache. */
@NullMarked
package org.tandemcache.examples.recipes.kafka;

import org.jspecify.annotations.NullMarked;
