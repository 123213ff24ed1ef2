/** How caches and their manager are configured. */
@NullMarked
package org.tandemcache.config;

import org.jspecify.annotations.NullMarked;
