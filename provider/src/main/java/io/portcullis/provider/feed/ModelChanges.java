package io.portcullis.provider.feed;

import io.portcullis.provider.feed.Change.Kind;
import java.util.List;
import java.util.function.BiConsumer;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Reads what Keycloak's model itself announces: roles and groups that identity provider mappers, user federation,
 * workflows or other extensions change without any admin event.
 */
final class ModelChanges implements ProviderEventListener {

    private final BiConsumer<KeycloakSession, List<Change>> sink;

    /** @param sink takes changes that the session's transaction has yet to commit */
    ModelChanges(BiConsumer<KeycloakSession, List<Change>> sink) {
        this.sink = sink;
    }

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof RoleModel.RoleGrantedEvent granted) {
            user(granted.getKeycloakSession(), granted.getRealm(), granted.getUser(), Kind.USER_CHANGED);
        } else if (event instanceof RoleModel.RoleRevokedEvent revoked) {
            user(revoked.getKeycloakSession(), revoked.getRealm(), revoked.getUser(), Kind.USER_CHANGED);
        } else if (event instanceof GroupModel.GroupMemberJoinEvent joined) {
            user(joined.getKeycloakSession(), joined.getRealm(), joined.getUser(), Kind.USER_CHANGED);
        } else if (event instanceof GroupModel.GroupMemberLeaveEvent left) {
            user(left.getKeycloakSession(), left.getRealm(), left.getUser(), Kind.USER_CHANGED);
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            user(removed.getKeycloakSession(), removed.getRealm(), removed.getUser(), Kind.USER_DELETED);
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            String realm = removed.getClient().getRealm().getId();
            sink.accept(removed.getKeycloakSession(),
                    List.of(Change.of(realm, Kind.CLIENT_ENDED, removed.getClient().getClientId()), Change.ofRealm(realm)));
        } else if (event instanceof RoleContainerModel.RoleRemovedEvent removed) {
            RoleContainerModel container = removed.getRole().getContainer();
            realm(removed.getKeycloakSession(),
                    container instanceof ClientModel client ? client.getRealm() : (RealmModel) container);
        } else if (event instanceof RoleModel.RoleNameChangeEvent renamed) {
            realm(renamed.getKeycloakSession(), renamed.getRealm());
        } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
            realm(removed.getKeycloakSession(), removed.getRealm());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            sink.accept(removed.getKeycloakSession(),
                    List.of(new Change(removed.getRealm().getId(), Kind.REALM_ENDED, null, 0)));
        }
    }

    private void user(KeycloakSession session, RealmModel realm, UserModel user, Kind kind) {
        if (realm != null && user != null) {
            sink.accept(session, List.of(Change.of(realm.getId(), kind, user.getId())));
        }
    }

    private void realm(KeycloakSession session, RealmModel realm) {
        if (realm != null) {
            sink.accept(session, List.of(Change.ofRealm(realm.getId())));
        }
    }
}
