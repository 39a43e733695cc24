/**
 * Follows the change feed of Keycloak and tells the revocation index what it hears.
 *
 * <p>{@link io.portcullis.enforcer.feed.FeedFollower} asks, on a thread of its own;
 * {@link io.portcullis.enforcer.feed.FeedState} knows how it stands. No check ever waits for either.
 */
package io.portcullis.enforcer.feed;
