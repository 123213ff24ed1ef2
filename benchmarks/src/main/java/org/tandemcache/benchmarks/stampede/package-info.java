/** Many nodes that miss one cold key at once: Tandem beside what protects a loader elsewhere. */
package org.tandemcache.benchmarks.stampede;
