package io.portcullis.provider.feed;

import org.keycloak.cluster.ClusterEvent;

/** A {@link Publication} on its way to the other nodes, as JSON text. */
record FeedMessage(String text) implements ClusterEvent {}
