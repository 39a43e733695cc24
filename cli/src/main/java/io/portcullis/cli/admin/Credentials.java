package io.portcullis.cli.admin;

/** As whom the command talks to Keycloak. */
sealed interface Credentials {

    /** The realm that the person or client belongs to. */
    String realm();

    /** An administrator with a password. */
    record Person(String realm, String name, String password) implements Credentials {
        @Override
        public String toString() {
            return "administrator " + name + " of the realm " + realm;
        }
    }

    /** A client's service account. */
    record Service(String realm, String clientId, String secret) implements Credentials {
        @Override
        public String toString() {
            return "service account of the client " + clientId + " of the realm " + realm;
        }
    }
}
