package io.portcullis.cli.stack;

import java.util.Optional;

/**
 * How a part of the stack is.
 *
 * @param name the part
 * @param pid its process while it runs
 * @param address where it answers
 * @param trouble why it is not ready; empty when it is
 * @param notice what an operator should know of it though it may be ready; empty when nothing
 */
public record PartStatus(
        String name, Optional<Long> pid, String address, Optional<String> trouble, Optional<String> notice) {}
