/** Where settings come from: properties, environment and file, each checked and told apart. */
@org.jspecify.annotations.NullMarked
package org.tandemcache.settings;
