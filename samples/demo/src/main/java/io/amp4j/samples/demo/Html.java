package io.amp4j.samples.demo;

/** What the page is made of. Everything from data goes through {@link #text}. */
final class Html {
    private static final String STYLE = """
            :root{color-scheme:light dark;--line:#8885;--soft:#8882;--ok:#1b6e33;--bad:#b3261e;--bar:#1a73e8;--agent:#6b3fa0;
            --llm:#0b57d0;--tool:#8a5000;--retriever:#0f6b62;--other:#5f6368}
            @media (prefers-color-scheme:dark){:root{--ok:#7ddf98;--bad:#ff8a80;--bar:#8ab4f8;--agent:#d0b3ff;--llm:#a8c7fa;
            --tool:#ffcf8f;--retriever:#80d8cc;--other:#c4c7cb}}
            body{font:16px/1.5 system-ui,sans-serif;max-width:68rem;margin:2rem auto;padding:0 1rem}
            h2{margin:2.2rem 0 .2rem}
            p{margin:.3rem 0 .8rem}
            a:focus-visible,summary:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
            ol.line,ol.trace{list-style:none;padding:0;margin:1rem 0}
            ol.line li{display:grid;grid-template-columns:minmax(0,22rem) 1fr 9rem;gap:.2rem 1rem;align-items:center;padding:.25rem 0;
            border-bottom:1px solid var(--line)}
            .lane{display:block;position:relative;height:.7rem;background:var(--soft);border-radius:.35rem}
            .lane span{position:absolute;top:0;bottom:0;min-width:3px;background:var(--bar);border-radius:.35rem}
            .when{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            table{border-collapse:collapse;width:100%;table-layout:fixed}
            th,td{text-align:left;vertical-align:top;padding:.15rem .6rem .15rem 0;border-bottom:1px solid var(--line);
            overflow-wrap:anywhere;white-space:pre-wrap}
            th:first-child,td:first-child{width:5.5rem;text-align:right;font-variant-numeric:tabular-nums}
            th:nth-child(2),td:nth-child(2){width:5.5rem}
            .checked td{color:var(--ok);font-weight:600}
            .log td,.failed{color:var(--bad)}
            .trace details{border-bottom:1px solid var(--line);padding:.3rem 0}
            .trace summary{display:grid;grid-template-columns:minmax(0,26rem) 1fr 5rem 10rem;gap:.2rem 1rem;align-items:center;cursor:pointer}
            .kind{border:1px solid currentColor;border-radius:.6rem;padding:0 .5rem;font-size:.8rem;margin-right:.4rem}
            .agent{color:var(--agent)}.llm{color:var(--llm)}.tool{color:var(--tool)}.retriever{color:var(--retriever)}.other{color:var(--other)}
            .trace summary>span:first-child::before{content:"\\25B8  "}
            .trace [open] summary>span:first-child::before{content:"\\25BE  "}
            .trace .lane .bad{background:var(--bad)}
            dl{display:grid;grid-template-columns:8rem 1fr;gap:.1rem 1rem;margin:.5rem 0 .5rem 1rem}
            dt{font-weight:600}
            dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
            @media (max-width:48rem){ol.line li,.trace summary{grid-template-columns:1fr}.when{text-align:left}dl{grid-template-columns:1fr}}
            """;

    private Html() {}

    /** Returns a page that loads nothing and runs nothing. */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>"
                + text(title) + "</title><style>" + STYLE + "</style></head><body>\n<main><h1>" + text(title)
                + "</h1>\n"
                + body + "</main></body></html>\n";
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
}
