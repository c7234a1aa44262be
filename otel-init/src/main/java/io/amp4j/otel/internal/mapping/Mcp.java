package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;

/** The Model Context Protocol: calls of tools are tools, all else that a client and a server say to each other are steps. */
final class Mcp {
    static final String METHOD = "mcp.method.name";

    private Mcp() {}

    static boolean rewrite(Rewrite span) {
        String method = span.text(METHOD);
        if (method == null) {
            return false;
        }
        if (method.equals("tools/call")) {
            String name = span.text("gen_ai.tool.name", "mcp.tool.name");
            name = name == null && span.name().startsWith("tools/call ")
                    ? span.name().substring(11)
                    : name;
            span.put(AmpAttributes.SPAN_KIND, "tool");
            span.put(AmpAttributes.OPERATION_NAME, "execute_tool");
            span.put(AmpAttributes.SYSTEM, "mcp");
            span.put(AmpAttributes.PROVIDER_NAME, "mcp");
            span.put(AmpAttributes.TOOL_NAME, name);
            span.put(AmpAttributes.ENTITY_INPUT, span.text("gen_ai.tool.call.arguments", "mcp.request.argument"));
            span.put(AmpAttributes.ENTITY_OUTPUT, span.text("gen_ai.tool.call.result", "mcp.response.value"));
            span.rename("execute_tool", name);
        } else {
            span.put(AmpAttributes.SPAN_KIND, "task");
            span.renameChain(span.name(), "task");
        }
        return true;
    }
}
