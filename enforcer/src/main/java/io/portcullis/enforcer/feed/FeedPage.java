package io.portcullis.enforcer.feed;

import io.portcullis.enforcer.revocation.Change;
import java.util.List;

/**
 * One answer of the feed.
 *
 * @param node the node that answered
 * @param position up to where this answer goes in that node's order
 * @param completeSince epoch milliseconds: the node knows every change after that, and may lack earlier ones
 * @param now the node's time in epoch milliseconds, before it looked
 * @param lifespanSeconds how long access tokens usually live
 * @param longestLifespanSeconds how long the access tokens of any client live at the most
 * @param silentNodes nodes that fell silent without goodbye: should they still work, what happens there is not told
 * @param more whether there is more to be had at once
 */
record FeedPage(String node, long position, long completeSince, long now, long lifespanSeconds,
    long longestLifespanSeconds, List<String> silentNodes, boolean more, List<Change> changes) {}
