/**
 * Which servers hold a manager's keys, and how commands find their way there: one server, a master behind Sentinels,
 * the nodes of a cluster, their replicas. {@link org.tandemcache.far.redis.topology.RedisConnector} is what a manager
 * has of all this. In docs/architecture.md: what chooses the node, at the end of a put and of a read that misses.
 */
@NullMarked
package org.tandemcache.far.redis.topology;

import org.jspecify.annotations.NullMarked;
