package io.portcullis.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationTest {

    @Test
    void aPublicationSurvivesItsWayToAnotherNode() throws IOException {
        Publication publication = new Publication("n1", 4, 9, 1, 1_800_000_000_250L, 1_800_000_000_000L, false, List.of(
                Change.of("realm", Change.Kind.USER_CHANGED, "u1"),
                new Change("realm", Change.Kind.REALM_NOT_BEFORE, null, 5),
                Change.ofRealm(Change.EVERY_REALM)));
        assertEquals(publication, Publication.fromJson(publication.toJson()));
    }

    @Test
    void aSignOfLifeSurvivesToo() throws IOException {
        Publication publication = new Publication("n1", 4, 9, 1, 1_800_000_000_250L, 1_800_000_000_000L, false, List.of());
        assertEquals(publication, Publication.fromJson(publication.toJson()));
    }

    @Test
    void aGoodbyeSurvivesToo() throws IOException {
        Publication publication = new Publication("n1", 0, 3, 0, 5, 0, true, List.of());
        assertEquals(publication, Publication.fromJson(publication.toJson()));
    }

    @Test
    void anUnknownKindOfChangeIsNotReadAsAnother() {
        assertThrows(IOException.class, () -> Publication.fromJson(
                "{\"node\":\"n1\",\"number\":1,\"at\":5,\"changes\":[{\"realm\":\"r\",\"kind\":\"NEW\",\"id\":\"x\"}]}"));
    }
}
