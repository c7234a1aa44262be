package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.at;
import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracePreviewTest {
    private static final String USER =
            "'gen_ai.input.messages':'[{\\'role\\':\\'system\\',\\'content\\':\\'s\\'},{\\'role\\':\\'user\\',\\'content\\':\\'%s\\'}]'";
    private static final String ASSISTANT =
            "'gen_ai.output.messages':'[{\\'role\\':\\'assistant\\',\\'content\\':\\'%s\\'},{\\'role\\':\\'tool\\',\\'content\\':\\'t\\'}]'";

    private static SpanView leaf(String id, long start, String in, String out, int tokens) {
        return at(
                span(
                        "chat m",
                        "{'gen_ai.operation.name':'chat'," + USER.formatted(in) + "," + ASSISTANT.formatted(out)
                                + ",'gen_ai.usage.input_tokens':" + tokens + ",'gen_ai.usage.output_tokens':1}"),
                id,
                "r",
                start);
    }

    private static SpanView root(String attributes) {
        return at(span("invoke_agent a", attributes), "r", "", 1);
    }

    @Test
    void takesInputAndOutputFromTheRoot() {
        TracePreview trace = SpanContract.preview(
                List.of(
                        leaf("l", 2, "q", "a", 10),
                        root(
                                "{'gen_ai.operation.name':'invoke_agent','traceloop.entity.input':'in','traceloop.entity.output':'out'}")));

        assertThat(trace.rootKind()).isEqualTo(AmpSpanKind.AGENT);
        assertThat(trace.input().asText()).isEqualTo("in");
        assertThat(trace.output().asText()).isEqualTo("out");
        assertThat(trace.inputSource()).isEqualTo(TracePreview.Source.ROOT);
        assertThat(trace.findings()).isEmpty();
    }

    @Test
    void showsTheArgumentsOfAToolWhenTheRootHasMessagesOnly() {
        TracePreview trace = SpanContract.preview(List.of(
                root("{'gen_ai.operation.name':'invoke_agent'," + USER.formatted("question") + "}"),
                leaf("l", 2, "q", "answer", 10),
                at(span("execute_tool t", "{'gen_ai.tool.name':'t','traceloop.entity.input':'args'}"), "t", "r", 3)));

        assertThat(trace.input().asText()).isEqualTo("args");
        assertThat(trace.inputSource()).isEqualTo(TracePreview.Source.CHILD);
        assertThat(trace.output().asText()).isEqualTo("answer");
        assertThat(trace.outputSource()).isEqualTo(TracePreview.Source.LEAF_LLM);
        assertThat(trace.findings()).extracting(Finding::code).contains("trace.input-from-child");
    }

    @Test
    void takesTheFirstQuestionAndTheLastAnswerOfTheModelsCalls() {
        TracePreview trace = SpanContract.preview(List.of(
                leaf("b", 9, "second", "last", 10),
                root("{'gen_ai.operation.name':'invoke_agent'}"),
                leaf("a", 2, "first", "early", 20)));

        assertThat(trace.input().asText()).isEqualTo("first");
        assertThat(trace.output().asText()).isEqualTo("last");
        assertThat(trace.listTokens())
                .isEqualTo(
                        RenderedTokens.builder().input(30).output(2).total(32).build());
        assertThat(trace.exportTokens()).isEqualTo(trace.listTokens());
    }

    @Test
    void onlyTheEarliestChildIsLookedAt() {
        TracePreview trace = SpanContract.preview(List.of(
                root("{'gen_ai.operation.name':'invoke_agent'}"),
                at(span("execute_tool b", "{'traceloop.entity.input':'late'}"), "b", "r", 5),
                at(span("execute_tool a", "{}"), "a", "r", 4)));

        assertThat(trace.inputSource()).isEqualTo(TracePreview.Source.NOT_FOUND);
    }

    @Test
    void countsRolledUpTokensTwiceInTheExportAndSaysSo() {
        TracePreview trace = SpanContract.preview(List.of(
                root(
                        "{'gen_ai.operation.name':'invoke_agent','gen_ai.usage.input_tokens':260,'gen_ai.usage.output_tokens':10}"),
                leaf("l", 2, "q", "a", 269)));

        assertThat(trace.listTokens()).extracting(RenderedTokens::total).isEqualTo(270L);
        assertThat(trace.exportTokens()).extracting(RenderedTokens::total).isEqualTo(540L);
        assertThat(trace.findings()).extracting(Finding::code).containsExactly("trace.tokens-twice");
    }

    @Test
    void readsTheTokensThatLangChainLeavesInTheOutput() {
        TracePreview trace =
                SpanContract.preview(List.of(root("{'traceloop.span.kind':'workflow','traceloop.entity.output':"
                        + "'{\\'outputs\\':{\\'messages\\':[{\\'kwargs\\':{\\'content\\':\\'x\\',\\'response_metadata\\':{\\'token_usage\\':"
                        + "{\\'prompt_tokens\\':3,\\'completion_tokens\\':\\'4\\',\\'total_tokens\\':8}}}}]}}'}")));

        assertThat(trace.listTokens())
                .isEqualTo(RenderedTokens.builder().input(3).output(4).total(8).build());
        assertThat(trace.exportTokens()).isNull();
        assertThat(trace.output().asText()).isEqualTo("x");
    }

    @Test
    void readsTheTokensOfACrewAndItsKeys() {
        TracePreview trace = SpanContract.preview(
                List.of(
                        root(
                                "{'traceloop.span.kind':'workflow','crewai.crew.token_usage':'total_tokens=9',"
                                        + "'crewai.crew.tasks_output':'in','crewai.crew.result':'out','traceloop.entity.input':'unread'}")));

        assertThat(trace.listTokens())
                .isEqualTo(RenderedTokens.builder().total(9).build());
        assertThat(trace.input().asText()).isEqualTo("in");
        assertThat(trace.output().asText()).isEqualTo("out");
    }

    @Test
    void takesTheTokensOfTheChildWhenTheRootHasNone() {
        TracePreview trace = SpanContract.preview(List.of(
                root("{'traceloop.span.kind':'workflow'}"),
                at(span("step", "{'traceloop.span.kind':'agent','gen_ai.usage.input_tokens':7}"), "c", "r", 2),
                leaf("l", 3, "q", "a", 5)));

        assertThat(trace.listTokens()).extracting(RenderedTokens::total).isEqualTo(7L);
        assertThat(trace.exportTokens()).extracting(RenderedTokens::total).isEqualTo(13L);
    }

    @Test
    void sumsTheFirstFiftyCallsOnlyAndNoneOfTracesOverAHundredSpans() {
        List<SpanView> spans = new ArrayList<>();
        spans.add(root("{'traceloop.span.kind':'workflow'}"));
        for (int i = 0; i < 60; i++) {
            spans.add(leaf("l" + i, i + 2, "q", "a", 1));
        }

        assertThat(SpanContract.preview(spans).listTokens())
                .extracting(RenderedTokens::total)
                .isEqualTo(100L);
        assertThat(SpanContract.preview(spans).listTokensPartial()).isTrue();
        assertThat(SpanContract.preview(spans).exportTokens())
                .extracting(RenderedTokens::total)
                .isEqualTo(120L);

        for (int i = 60; i < 101; i++) {
            spans.add(leaf("l" + i, i + 2, "q", "a", 1));
        }
        assertThat(SpanContract.preview(spans).listTokens()).isNull();
    }

    @Test
    void theListCountsAnErrorOfTheRootOnly() {
        TracePreview trace = SpanContract.preview(List.of(
                root("{'traceloop.span.kind':'workflow'}"),
                at(span("a", "Error", "{'error.type':'x'}"), "a", "r", 2),
                at(span("b", "Error", "{'error.type':'x'}"), "b", "r", 2)));

        assertThat(trace.listErrors()).isZero();
        assertThat(trace.exportErrors()).isEqualTo(2);
        assertThat(trace.findings()).extracting(Finding::code).contains("trace.error-hidden");
    }

    @Test
    void readsEvaluationIdsFromTheRootOnly() {
        TracePreview trace = SpanContract.preview(List.of(
                root("{'traceloop.span.kind':'workflow','task.id':'1','task_id':'9'}"),
                at(span("a", "{'trial.id':'2'}"), "a", "r", 2)));

        assertThat(trace.taskId()).isEqualTo("1");
        assertThat(trace.trialId()).isNull();
        assertThat(trace.findings()).extracting(Finding::code).containsExactly("trace.evaluation-ids");
    }

    @Test
    void findsARootAmongSpansWithAndWithoutParents() {
        SpanView zeros = at(span("x", "{}"), "1", "0000000000000000", 9);
        SpanView orphan = at(span("y", "{}"), "2", "elsewhere", 5);

        assertThat(SpanContract.preview(List.of(orphan, zeros)).root()).isEqualTo(zeros);
        assertThat(SpanContract.preview(List.of(orphan)).root()).isEqualTo(orphan);
        assertThat(SpanContract.preview(List.<SpanView>of()).root()).isNull();
    }
}
