package org.tandemcache.stress;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tandemcache.KeyKind;

/** One process of a stress run; prints its figures. */
public final class StressProcess {
    private StressProcess() {}

    /**
     * Takes the server's URI, the ledger, the number of keys, this process's number, how many there are, nodes, lease,
     * kind of keys.
     */
    public static void main(String[] args) throws Exception {
        String uri = args[0];
        Ledger ledger = Ledger.open(Path.of(args[1]), Integer.parseInt(args[2]));
        int process = Integer.parseInt(args[3]);
        int processes = Integer.parseInt(args[4]);
        int count = Integer.parseInt(args[5]);
        long leaseMillis = Long.parseLong(args[6]);
        KeyKind kind = KeyKind.valueOf(args[7]);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new TandemNode(uri, leaseMillis, kind));
        }
        Figures figures = new Workload(nodes, process, processes, ledger).run(processes);
        nodes.forEach(Node::close);
        System.out.println(figures.lines());
    }
}
