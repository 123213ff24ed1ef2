/** What is known of types without looking at objects. */
@NullMarked
package org.tandemcache.codec.types;

import org.jspecify.annotations.NullMarked;
