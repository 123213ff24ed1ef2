/** Runs the official TCK on a real Redis, and checks that all of it ran. */
package org.tandemcache.tck;
