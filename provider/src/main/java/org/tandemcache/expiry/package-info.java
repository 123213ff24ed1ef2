/** What the expiry policy of a cache means for its commands. Pure: nothing here talks to a tier. */
@NullMarked
package org.tandemcache.expiry;

import org.jspecify.annotations.NullMarked;
