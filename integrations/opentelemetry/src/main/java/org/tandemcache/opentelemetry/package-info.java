/**
 * What Tandem does, told by OpenTelemetry's API in the words of Redis's own clients and of the semantic conventions.
 */
@NullMarked
package org.tandemcache.opentelemetry;

import org.jspecify.annotations.NullMarked;
