package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.internal.setup.ExportHealth.Change;
import io.amp4j.otel.internal.setup.ExportHealth.Notice;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class ExportHealthTest {
    private static final URI ENDPOINT = URI.create("https://amp.example.com/otel/v1/traces");

    private static Reply status(int status) {
        return Reply.answered(status, Optional.empty(), 0);
    }

    private static List<Notice> notices(Reply... replies) {
        List<Notice> notices = new ArrayList<>();
        ExportHealth health = ExportHealth.unknown(ExportWords.amp());
        for (Reply reply : replies) {
            Change change = health.after(reply, reply.isDelivered() ? 0 : 5, ENDPOINT);
            health = change.next();
            change.notice().ifPresent(notices::add);
        }
        return notices;
    }

    @Test
    void isSilentWhileAllIsWell() {
        assertThat(notices(status(200), status(202), status(200))).isEmpty();
    }

    @Test
    void speaksOncePerChange() {
        List<Notice> notices = notices(
                status(401),
                status(401),
                Reply.unanswered("a"),
                Reply.unanswered("b"),
                status(200),
                status(200),
                status(401));
        assertThat(notices)
                .extracting(Notice::level)
                .containsExactly(Level.WARNING, Level.WARNING, Level.INFO, Level.WARNING);
        assertThat(notices.get(2).text()).contains("20 span(s) were lost");
    }

    @Test
    void namesTheEndpointWithoutItsQueryAndFragment() {
        URI endpoint = URI.create("https://amp.example.com/otel?token=s3cret#part");
        ExportHealth health = ExportHealth.unknown(ExportWords.amp());
        for (Reply reply : List.of(
                status(500),
                status(401),
                status(413),
                Reply.answered(200, Optional.empty(), 2),
                Reply.unanswered("a"),
                Reply.withoutHeaders("b"),
                status(200))) {
            Change change = health.after(reply, 1, endpoint);
            health = change.next();
            assertThat(change.notice())
                    .hasValueSatisfying(notice -> assertThat(notice.text())
                            .contains("https://amp.example.com/otel")
                            .doesNotContain("s3cret")
                            .doesNotContain("part"));
        }
    }

    @Test
    void tellsForEveryConditionWhereAndWhatToDo() {
        for (int status : new int[] {302, 400, 401, 403, 404, 405, 413, 418, 429, 500, 503}) {
            assertThat(notices(status(status))).singleElement().satisfies(notice -> {
                assertThat(notice.level()).isEqualTo(Level.WARNING);
                assertThat(notice.text()).contains("HTTP " + status, ENDPOINT.toString(), "; ");
            });
        }
        assertThat(notices(Reply.withoutHeaders("the file is gone")))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("the file is gone", "retried for a while"));
    }
}
