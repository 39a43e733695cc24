package io.portcullis.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to several servers, one after the other, that can be cut as a cable is: who is connected stays so and hears
 * nothing any more.
 */
final class Wire implements AutoCloseable {

    private final List<Integer> targets;
    private final ServerSocket entrance;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean cut;

    Wire(List<Integer> targets) throws IOException {
        this.targets = targets;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void cut() {
        cut = true;
    }

    /** What was connected while it was cut stays lost. */
    void mend() {
        closeAll();
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                open.add(client);
                if (!cut) {
                    threads.execute(() -> connect(client));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        for (int i = 0; i < targets.size(); i++) {
            Socket server = new Socket();
            try {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                        targets.get(Math.floorMod(turn.getAndIncrement(), targets.size()))));
            } catch (IOException dead) {
                continue;
            }
            open.add(server);
            threads.execute(() -> pump(client, server));
            pump(server, client);
            return;
        }
        close(client);
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
                if (cut) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // Then the other end is to be told.
        }
        if (!cut) {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As it should be.
        }
    }

    private void closeAll() {
        List.copyOf(open).forEach(this::close);
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        closeAll();
        threads.shutdownNow();
    }
}
