/** The SPI of who watches a cache manager: metrics, traces, logs. It uses nothing but {@code javax.cache}. */
@NullMarked
package org.tandemcache.observe;

import org.jspecify.annotations.NullMarked;
