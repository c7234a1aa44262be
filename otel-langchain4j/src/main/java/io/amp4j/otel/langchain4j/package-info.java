/**
 * Spans of LangChain4j programs, as AMP shows them.
 *
 * <pre>{@code
 * LangChain4jSpans spans = LangChain4jSpans.using(amp.spans("assistant"));
 * ChatModel model = OpenAiChatModel.builder().listeners(List.of(spans.listener())).build();
 * Assistant assistant = spans.service(
 *         Assistant.class,
 *         AiServices.builder(Assistant.class).chatModel(model).tools(spans.tools(new Weather())).build());
 * }</pre>
 */
@NullMarked
package io.amp4j.otel.langchain4j;

import org.jspecify.annotations.NullMarked;
