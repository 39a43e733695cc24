/**
 * The change feed: what administrators and users do in Keycloak, told to every enforcer within a moment.
 *
 * <p>The way of a change: {@link io.portcullis.provider.feed.ChangeListener} and
 * {@link io.portcullis.provider.feed.ModelChanges} see it, {@link io.portcullis.provider.feed.PendingChanges} waits for
 * the commit, {@link io.portcullis.provider.feed.FeedNode} numbers it and tells the other nodes,
 * {@link io.portcullis.provider.feed.Journal} keeps it for a while, and
 * {@link io.portcullis.provider.feed.FeedResource} hands it to enforcers that ask. Changes carry ids, never personal
 * data.
 */
package io.portcullis.provider.feed;
