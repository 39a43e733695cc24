package io.portcullis.provider.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes mail (RFC 5321, as much as one client needs) and finds the link in it. */
final class Mailbox implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("https?://\\S+action-token\\S+");

    private final ServerSocket socket;
    private final List<String> mails = new CopyOnWriteArrayList<>();

    Mailbox(String host) throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getByName(host));
        Thread thread = new Thread(this::serve, "mailbox");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    URI link(String recipient) throws Exception {
        Await.until("mail for " + recipient, Duration.ofSeconds(20),
                () -> mails.stream().anyMatch(mail -> mail.contains(recipient)));
        String mail = mails.stream().filter(each -> each.contains(recipient)).reduce((a, b) -> b).orElseThrow();
        Matcher link = LINK.matcher(mail);
        if (!link.find()) {
            throw new AssertionError("No link in the mail:\n" + mail);
        }
        return URI.create(link.group());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                converse(client);
            } catch (IOException closed) {
                // Either the test is over or one client hung up; the next one is welcome.
            }
        }
    }

    private void converse(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8);
        out.print("220 mailbox\r\n");
        out.flush();
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer = "250 OK";
            if (line.equals("DATA")) {
                out.print("354 go on\r\n");
                out.flush();
                for (line = in.readLine(); !line.equals("."); line = in.readLine()) {
                    // Quoted-printable: a trailing = joins lines, =3D is the sign itself.
                    mail.append(line.endsWith("=") ? line.substring(0, line.length() - 1) : line + '\n');
                }
                mails.add(mail.toString().replace("=3D", "="));
            } else if (line.equals("QUIT")) {
                answer = "221 bye";
            } else {
                mail.append(line).append('\n');
            }
            out.print(answer + "\r\n");
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
