/** Tandem behind the cache annotations of Spring Boot: a REST service over a database. */
@NullMarked
package org.tandemcache.examples.spring;

import org.jspecify.annotations.NullMarked;
