/** Spring's cache abstraction on Tandem. */
@NullMarked
package org.tandemcache.spring;

import org.jspecify.annotations.NullMarked;
