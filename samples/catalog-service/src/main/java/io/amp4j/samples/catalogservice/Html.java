package io.amp4j.samples.catalogservice;

import java.util.List;

/** What the pages have in common. Everything from outside goes through {@link #text}. */
final class Html {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
            nav a{margin-right:1rem}
            label{display:block;font-weight:600;margin-top:1rem}
            input,select,textarea,button{font:inherit;padding:.4rem .6rem;box-sizing:border-box}
            input,select{min-width:20rem}
            textarea{width:100%;font-family:ui-monospace,monospace}
            button{display:block;margin-top:1.2rem}
            .error{color:#b3261e;margin:.2rem 0 0}
            @media (prefers-color-scheme:dark){.error{color:#ff8a80}}
            [aria-invalid=true]{border:2px solid #b3261e}
            table{border-collapse:collapse;width:100%;margin:1rem 0}
            th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886}
            .note{padding:.6rem 1rem;border-left:4px solid #1a73e8;background:#1a73e822}
            .bad{border-color:#b3261e;background:#b3261e22}
            """;

    private Html() {}

    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + text(title) + "</title><style>" + STYLE + "</style></head><body>\n"
                + "<nav aria-label=\"Pages\"><a href=\"/\">Create an agent</a><a href=\"/impact\">Try new values</a></nav>\n"
                + "<main><h1>" + text(title) + "</h1>\n" + body + "</main></body></html>\n";
    }

    /** Escapes what HTML would read as markup, in texts and in quoted attributes. */
    static String text(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
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

    static String list(List<String> lines) {
        StringBuilder out = new StringBuilder("<ul>");
        lines.forEach(line -> out.append("<li>").append(text(line)).append("</li>"));
        return out.append("</ul>\n").toString();
    }

    /** Returns a row of a table, of {@code th} or {@code td}. */
    static String row(String tag, String... cells) {
        StringBuilder out = new StringBuilder("<tr>");
        for (String content : cells) {
            out.append('<')
                    .append(tag)
                    .append('>')
                    .append(text(content))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        return out.append("</tr>\n").toString();
    }
}
