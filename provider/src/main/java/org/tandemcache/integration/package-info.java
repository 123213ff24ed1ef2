/** The user's loader and writer: how they are called, and what their failures become. */
@NullMarked
package org.tandemcache.integration;

import org.jspecify.annotations.NullMarked;
