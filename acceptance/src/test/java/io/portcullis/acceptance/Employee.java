package io.portcullis.acceptance;

import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A user made for one test, whose password is the name; the administrator's connection is closed with it. */
final class Employee implements AutoCloseable {

    private final Keycloak admin;
    private final String name;
    private final String id;

    Employee(Gate gate, String name, String... roles) {
        this(gate.admin(), name, roles);
    }

    /** @param admin closed with this */
    Employee(Keycloak admin, String name, String... roles) {
        this.admin = admin;
        this.name = name;
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(name);
        UserRepresentation user = new UserRepresentation();
        user.setUsername(name);
        user.setEnabled(true);
        user.setFirstName("Em");
        user.setLastName("Ployee");
        user.setEmail(name + "@portcullis.example");
        user.setCredentials(List.of(password));
        try (Response response = realm().users().create(user)) {
            this.id = CreatedResponseUtil.getCreatedId(response);
        }
        for (String role : roles) {
            give(role);
        }
    }

    RealmResource realm() {
        return admin.realm("portcullis");
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    UserResource user() {
        return realm().users().get(id);
    }

    RoleRepresentation role(String role) {
        return realm().roles().get(role).toRepresentation();
    }

    void give(String role) {
        user().roles().realmLevel().add(List.of(role(role)));
    }

    void take(String role) {
        user().roles().realmLevel().remove(List.of(role(role)));
    }

    void enable(boolean enabled) {
        UserRepresentation user = user().toRepresentation();
        user.setEnabled(enabled);
        user().update(user);
    }

    @Override
    public void close() {
        realm().users().delete(id).close();
        admin.close();
    }
}
