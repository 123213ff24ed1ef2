/** What it costs to hear what other nodes write, in two JVMs. */
@NullMarked
package org.tandemcache.benchmarks.listeners;

import org.jspecify.annotations.NullMarked;
