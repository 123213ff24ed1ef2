/** Tandem's meters and observations for Micrometer. */
@NullMarked
package org.tandemcache.micrometer;

import org.jspecify.annotations.NullMarked;
