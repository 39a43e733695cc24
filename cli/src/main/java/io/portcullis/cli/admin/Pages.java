package io.portcullis.cli.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;

/** Lists that Keycloak gives out in pages. */
public final class Pages {

    private static final int SIZE = 200;

    private Pages() {}

    /**
     * Reads pages until one is not full.
     *
     * @param page gives the entries from an index on, so many at the most
     * @param most when to stop
     * @param <T> what is listed
     * @return the entries, {@code most} at the most
     */
    public static <T> List<T> all(BiFunction<Integer, Integer, ? extends Collection<T>> page, int most) {
        List<T> all = new ArrayList<>();
        while (all.size() < most) {
            int size = Math.min(SIZE, most - all.size());
            Collection<T> next = page.apply(all.size(), size);
            all.addAll(next);
            if (next.size() < size) {
                break;
            }
        }
        return all;
    }

    /**
     * Reads all pages.
     *
     * @param page gives the entries from an index on, so many at the most
     * @param <T> what is listed
     * @return the entries
     */
    public static <T> List<T> all(BiFunction<Integer, Integer, ? extends Collection<T>> page) {
        return all(page, Integer.MAX_VALUE);
    }
}
