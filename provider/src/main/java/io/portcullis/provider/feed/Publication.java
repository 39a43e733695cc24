package io.portcullis.provider.feed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/**
 * What one node tells the others: the changes of one transaction, or only that it is alive.
 *
 * @param node    the node's id, new at every start
 * @param number  counts the node's publications with changes from 1 on, so that the others notice a loss; a sign of
 *                life repeats the last number given
 * @param said    counts all that the node says, so that what overtook is not taken back by what comes late
 * @param open    how many transactions with changes the node has announced that were neither told nor rolled back
 * @param at      epoch milliseconds by that node's clock, taken after the commit
 * @param before  epoch milliseconds: when the node last told changes before this; 0 when it never did
 * @param leaving whether the node shuts down in good order
 * @param changes empty for a sign of life
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Publication(
        String node, long number, long said, int open, long at, long before, boolean leaving, List<Change> changes) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Publication {
        changes = changes == null ? List.of() : List.copyOf(changes);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IOException when another version of this extension wrote something else */
    static Publication fromJson(String text) throws IOException {
        return JSON.readValue(text, Publication.class);
    }
}
