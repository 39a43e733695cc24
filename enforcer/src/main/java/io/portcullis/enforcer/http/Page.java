package io.portcullis.enforcer.http;

/**
 * The few pages that the gate shows itself. They load nothing and run nothing, and every value in them is escaped.
 */
public final class Page {

  /** The policy that goes with every page (Content Security Policy Level 3). */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

  private Page() {}

  /**
   * A page with a title, a paragraph and one way on.
   *
   * @param title plain text
   * @param text plain text
   * @param href a path on this origin, or a return address that was accepted
   * @param link plain text
   */
  public static String of(String title, String text, String href, String link) {
    return html(title, "<p>" + escape(text) + "</p><p><a href=\"" + escape(href) + "\">" + escape(link) + "</a></p>");
  }

  /**
   * The 403 page.
   *
   * @param user the name that the caller is signed in by, or {@code null}
   * @param reason the code of why, as the decision log has it
   * @param again where signing in as someone else leads
   */
  public static String forbidden(String user, String reason, String again) {
    String who = user == null || user.isEmpty() ? "<p>You are not allowed to see this page.</p>"
        : "<p>You are signed in as <strong>" + escape(user) + "</strong>, and that account is not allowed to see this"
            + " page.</p>";
    return html("Not allowed", who + "<p>If you think you should be, ask whoever gives out roles here. Once you have"
        + " the role, reload this page.</p><p class=\"reason\">Reason: " + escape(reason) + "</p>"
        + signOutForm(again, "Sign in as someone else"));
  }

  /** Asks before signing out, since a link alone is no proof that the user wants to. */
  public static String confirmSignOut(String returnTo) {
    return html("Sign out?", "<p>Do you want to sign out?</p>" + signOutForm(returnTo, "Sign out"));
  }

  private static String signOutForm(String returnTo, String button) {
    return "<form method=\"post\" action=\"/oauth2/sign_out\"><input type=\"hidden\" name=\"rd\" value=\""
        + escape(returnTo) + "\"><button>" + escape(button) + "</button></form>";
  }

  private static String html(String title, String body) {
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>%s</title><style>
        body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;color:#1d2433;background:#f6f7f9}
        main{background:#fff;border:1px solid #d9dde5;border-radius:10px;padding:1.5rem 2rem}
        h1{font-size:1.4rem;margin:.2rem 0 1rem}.reason{color:#5b6475;font-size:.9rem}
        a,button{color:#0b57d0;font:inherit}button{padding:.5rem 1rem;border:1px solid #0b57d0;border-radius:6px;background:#fff;cursor:pointer}
        @media(prefers-color-scheme:dark){body{background:#14171d;color:#e6e9ef}main{background:#1d2129;border-color:#343a46}a,button{color:#8ab4f8;border-color:#8ab4f8;background:none}.reason{color:#a3abba}}
        </style></head><body><main><h1>%s</h1>%s</main></body></html>
        """.formatted(escape(title), escape(title), body);
  }

  private static String escape(String s) {
    StringBuilder out = new StringBuilder(s.length() + 16);
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
