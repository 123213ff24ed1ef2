/**
 * Tags and generations: versions that lie in Redis beside the entries of a cache, with which each entry is stamped. An
 * entry whose stamps are not what lies there is no entry to anybody.
 */
@NullMarked
package org.tandemcache.tags;

import org.jspecify.annotations.NullMarked;
