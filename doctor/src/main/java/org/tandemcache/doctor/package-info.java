/** Looks at a Redis or Valkey with Tandem's eyes, and tells what is wrong with it and what to do. Writes nothing. */
@NullMarked
package org.tandemcache.doctor;

import org.jspecify.annotations.NullMarked;
