/** Runs the benchmarks by a plan and writes what they measured, Tandem beside its peers, as Markdown and charts. */
package org.tandemcache.benchmarks.report;
