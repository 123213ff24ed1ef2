/** Tandem and what it is compared to, each opened in its best sensible configuration and called in the same way. */
package org.tandemcache.benchmarks.peer;
