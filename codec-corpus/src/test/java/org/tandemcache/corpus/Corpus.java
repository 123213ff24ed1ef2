package org.tandemcache.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All values of the corpus. */
final class Corpus {
    private Corpus() {}

    static List<Specimen> values() {
        List<Specimen> all = new ArrayList<>();
        for (String module : JdkClasses.MODULES) {
            for (Class<?> type : JdkClasses.of(module)) {
                if (Maker.make(type) != null) {
                    all.add(new Specimen(module, type.getName(), () -> Maker.make(type)));
                }
            }
        }
        all.addAll(JdkValues.all());
        all.addAll(LibraryValues.all());
        all.addAll(OwnValues.all());
        return all;
    }

    /** Classes of the JDK that no public member makes an object of. */
    static Set<String> unmade() {
        Set<String> unmade = new TreeSet<>();
        for (String module : JdkClasses.MODULES) {
            for (Class<?> type : JdkClasses.of(module)) {
                if (Maker.make(type) == null) {
                    unmade.add(type.getName());
                }
            }
        }
        return unmade;
    }
}
