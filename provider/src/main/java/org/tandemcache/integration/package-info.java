/**
 * The user's loader and writer: how they are called, and what their failures become. In docs/architecture.md: behind a
 * read that has missed, and before a put.
 */
@NullMarked
package org.tandemcache.integration;

import org.jspecify.annotations.NullMarked;
