/**
 * Hibernate's second-level cache in Redis, right on many nodes: {@code hibernate.cache.region.factory_class=tandem}.
 */
@NullMarked
package org.tandemcache.hibernate;

import org.jspecify.annotations.NullMarked;
