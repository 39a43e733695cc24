package io.portcullis.cli.key;

import picocli.CommandLine.Command;

/** {@code portcullis key}: the realm's signing keys, and keys for clients. */
@Command(
        name = "key",
        description = "The keys that the realm signs tokens with: list, rotate, retire. And keys for clients: generate.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListKeys.class, RotateKey.class, RetireKeys.class, GenerateKey.class})
public final class KeyCommand {}
