/** The quickstart, a class per theme, and the sample that the README shows. */
@NullMarked
package org.tandemcache.examples;

import org.jspecify.annotations.NullMarked;
