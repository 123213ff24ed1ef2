/** Statistics and the two MXBeans of the specification. */
@NullMarked
package org.tandemcache.management;

import org.jspecify.annotations.NullMarked;
