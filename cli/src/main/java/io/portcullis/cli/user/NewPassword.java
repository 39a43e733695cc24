package io.portcullis.cli.user;

import io.portcullis.cli.admin.Report;
import io.portcullis.cli.admin.Secrets;
import java.util.Optional;
import org.keycloak.representations.idm.CredentialRepresentation;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a user comes by a password; one of three ways. */
final class NewPassword {

    @ArgGroup(exclusive = true)
    private Way way = new Way();

    @Option(names = "--temporary", description = "The password must be changed at the first login.")
    private boolean temporary;

    private String password;

    private static final class Way {
        @Option(names = "--password-stdin", description = "Read the password from the first line of standard input.")
        private boolean stdin;

        @Option(names = "--password-prompt", description = "Ask for the password, without echo.")
        private boolean prompt;

        @Option(names = "--generate", description = "Make a strong password and print it, once.")
        private boolean generate;

        @Option(names = "--invite", description = "Send an e-mail with a link to choose a password.")
        private boolean invite;
    }

    boolean isInvitation() {
        return way.invite;
    }

    /** Whether any way was chosen. */
    boolean isGiven() {
        return way.stdin || way.prompt || way.generate || way.invite;
    }

    /** The credential, if the command sets one; standard input is read once. */
    Optional<CredentialRepresentation> credential() {
        if (way.invite || !isGiven()) {
            return Optional.empty();
        }
        if (password == null) {
            password = way.generate ? Secrets.generate() : typed();
        }
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType(CredentialRepresentation.PASSWORD);
        credential.setValue(password);
        credential.setTemporary(temporary);
        return Optional.of(credential);
    }

    private String typed() {
        return way.stdin
                ? Secrets.firstLine("the password", System.in)
                : Secrets.prompt("New password").orElseThrow(() -> io.portcullis.cli.admin.CommandFailure.invalid(
                        "--password-prompt needs a terminal; use --password-stdin"));
    }

    /** Tells a generated password, the only time that it is ever shown. */
    void tell(Report report) {
        if (way.generate) {
            report.secret("password", password);
        }
    }
}
