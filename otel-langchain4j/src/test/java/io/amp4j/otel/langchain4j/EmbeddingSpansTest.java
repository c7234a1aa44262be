package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The real embedding model of LangChain4j, once its oldest 1.x and once its newest, on a fake OpenAI. */
class EmbeddingSpansTest {
    private static final String REQUEST = "dev.langchain4j.model.embedding.request.EmbeddingRequest";

    private final EndedSpans ended = new EndedSpans();
    private final FakeOpenAi server = new FakeOpenAi();
    private final EmbeddingModel model = LangChain4jSpans.using(ended.spans())
            .embedding(
                    OpenAiEmbeddingModel.builder()
                            .baseUrl(server.baseUrl())
                            .apiKey("sk-test")
                            .modelName("text-embedding-3-small")
                            .maxRetries(0)
                            .build(),
                    "openai",
                    "text-embedding-3-small");

    @AfterEach
    void close() {
        server.close();
        ended.close();
    }

    private static void showsOneCall(SpanPreview span) {
        assertThat(span.input().asText()).isEqualTo("Pack layers.");
        EmbeddingDetails details = (EmbeddingDetails) span.details();
        assertThat(details.model()).isEqualTo("text-embedding-3-small");
        assertThat(details.vendor()).isEqualTo("openai");
        assertThat(details.tokens()).extracting(RenderedTokens::input).isEqualTo(9L);
    }

    @Test
    void showsEveryMethodAsOneCallWithItsTokens() {
        Embedding vector = model.embed("Pack layers.").content();
        Embedding same = model.embed(TextSegment.from("Pack layers.")).content();
        List<Embedding> all =
                model.embedAll(List.of(TextSegment.from("Pack layers."))).content();

        assertThat(all).containsExactly(vector).containsExactly(same);
        assertThat(ended.shown(AmpSpanKind.EMBEDDING)).hasSize(3).allSatisfy(EmbeddingSpansTest::showsOneCall);
        ended.breakNoRule();
    }

    private static boolean hasRequests() {
        return Arrays.stream(EmbeddingModel.class.getMethods())
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .anyMatch(type -> type.getName().equals(REQUEST));
    }

    /** A request, which the oldest version does not have: so by reflection. */
    private Object embed(String builderMethod, Class<?> type, Object input, String modelName) throws Exception {
        Assumptions.assumeTrue(hasRequests());
        Class<?> request = Class.forName(REQUEST);
        Object builder = request.getMethod("builder").invoke(null);
        builder.getClass().getMethod(builderMethod, type).invoke(builder, input);
        if (!modelName.isEmpty()) {
            builder.getClass().getMethod("modelName", String.class).invoke(builder, modelName);
        }
        Object built = builder.getClass().getMethod("build").invoke(builder);
        return EmbeddingModel.class.getMethod("embed", request).invoke(model, built);
    }

    @Test
    void showsARequestAsOneCallWithItsTokens() throws Exception {
        Object response =
                embed("textSegments", List.class, List.of(TextSegment.from("Pack "), TextSegment.from("layers.")), "");

        assertThat((List<?>) response.getClass().getMethod("embeddings").invoke(response))
                .hasSize(1);
        SpanData span = ended.all().get(0);
        assertThat(ended.all()).hasSize(1);
        assertThat(span.getName()).isEqualTo("embeddings text-embedding-3-small");
        assertThat(ended.shown(AmpSpanKind.EMBEDDING).get(0).input().asText()).contains("Pack ", "layers.");
        ended.breakNoRule();

        ended.all().clear();
        embed("input", String.class, "Pack layers.", "");
        assertThat(ended.shown(AmpSpanKind.EMBEDDING)).singleElement().satisfies(EmbeddingSpansTest::showsOneCall);
    }

    @Test
    void namesTheModelThatARequestAsksFor() throws Exception {
        embed("input", String.class, "Pack layers.", "text-embedding-3-large");

        assertThat(ended.all()).extracting(SpanData::getName).containsExactly("embeddings text-embedding-3-large");
        // The fake model says which one answered.
        assertThat(ended.shown(AmpSpanKind.EMBEDDING).get(0).details())
                .extracting(details -> ((EmbeddingDetails) details).model())
                .isEqualTo("text-embedding-3-small");
    }

    @Test
    void sendsNoImageOfARequestAndMarksItsRefusal() {
        Assumptions.assumeTrue(hasRequests());
        Content[] contents = {TextContent.from("what is this?"), ImageContent.from("aGVsbG8=", "image/png")};

        assertThatThrownBy(() -> embed("input", Content[].class, contents, ""))
                .isInstanceOf(InvocationTargetException.class);
        assertThat(ended.all().toString()).contains("[image]").doesNotContain("aGVsbG8=");
        assertThat(ended.shown(AmpSpanKind.EMBEDDING))
                .singleElement()
                .satisfies(span -> assertThat(span.error().error()).isTrue());
    }

    @Test
    void marksAnEmbeddingThatFails() {
        server.close();

        assertThatThrownBy(() -> model.embed("Pack layers.")).isInstanceOf(RuntimeException.class);
        assertThat(ended.shown(AmpSpanKind.EMBEDDING))
                .singleElement()
                .satisfies(span -> assertThat(span.error().error()).isTrue());
    }
}
