/** What Spring Boot configures by itself when this is on the class path. */
@NullMarked
package org.tandemcache.spring.boot;

import org.jspecify.annotations.NullMarked;
