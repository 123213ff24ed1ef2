package org.tandemcache.examples;

/** One theme of the quickstart. */
interface Step {
    String title();

    void run(Nodes nodes, Account account);
}
