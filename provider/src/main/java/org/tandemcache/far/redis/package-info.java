/** The far tier on Redis through Lettuce: connections, commands, scripts and the translation of failures. */
@NullMarked
package org.tandemcache.far.redis;

import org.jspecify.annotations.NullMarked;
