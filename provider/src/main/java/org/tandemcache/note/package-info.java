/**
 * What a write tells to other nodes: the form of a note, how it gets on its way with the write, and how a receiver
 * finds out that it has missed one. In docs/architecture.md: beside the last step of a put.
 */
@NullMarked
package org.tandemcache.note;

import org.jspecify.annotations.NullMarked;
