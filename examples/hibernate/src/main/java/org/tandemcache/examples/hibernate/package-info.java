/** Tandem as the second-level cache of Hibernate: two nodes over one PostgreSQL and one Redis. */
@NullMarked
package org.tandemcache.examples.hibernate;

import org.jspecify.annotations.NullMarked;
