package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.CertificateRequestPolicy.KeyAlgorithm;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.CertificateFormat;
import io.amp4j.opamp.internal.codec.CertificateMemory;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that the agent asks for, by plain values: when it asks, what it keeps, and what it does with the answer. */
class CertificateSessionTest {

    private static final Duration LIFETIME = Duration.ofDays(90);
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final Duration STEP = Duration.ofMinutes(1);

    private static Rig rig(boolean http, CertificateRequestPolicy policy) {
        SessionConfig.Builder config = Rig.config(http);
        return new Rig(
                config.capabilities(config.build().capabilities()
                                | AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS.bit()
                                | AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS.bit())
                        .endpoint((http ? "https" : "wss") + "://old.example/v1/opamp", false)
                        .certificates(policy)
                        .heartbeat(INTERVAL)
                        .build(),
                1);
    }

    private static Rig rig(boolean http) {
        return rig(http, CertificateRequestPolicy.DEFAULT);
    }

    private static List<CertificateTask.MakeRequest> asked(Rig rig) {
        return tasks(rig, CertificateTask.MakeRequest.class);
    }

    private static <T extends CertificateTask> List<T> tasks(Rig rig, Class<T> kind) {
        return rig.done(Effect.CertificateWork.class).stream()
                .map(Effect.CertificateWork::task)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The worker is through with the last request: the key of the number n is "key n". */
    private static Rig made(Rig rig) {
        List<CertificateTask.MakeRequest> all = asked(rig);
        long number = all.get(all.size() - 1).number();
        return rig.on(new Event.CertificateReported(
                new CertificateReport.Made(number, "request " + number, "key " + number)));
    }

    private static List<String> requests(Rig rig) {
        return rig.sent.stream()
                .map(AgentMessage::certificateRequest)
                .flatMap(Stream::ofNullable)
                .map(Bytes::toText)
                .toList();
    }

    private static Rig taken(Rig rig) {
        return rig.isHttp() ? rig.reply() : rig.written().reply();
    }

    /** Lets time pass in which the server answers everything. */
    private static Rig live(Rig rig, Duration time) {
        long end = rig.now + time.toNanos();
        while (true) {
            while (rig.isSendOutstanding()) {
                taken(rig);
            }
            if (rig.now >= end) {
                return rig;
            }
            rig.advance(Duration.ofNanos(Math.min(end - rig.now, STEP.toNanos())));
        }
    }

    /** The first report is answered, the key is made and saved, and the request is sent and taken. */
    private static Rig asking(Rig rig) {
        return taken(made(rig.connected()));
    }

    private static SettingsOffer offer(String hash, @Nullable String certificate, String key) {
        ConnectionOffer.Certificate offered = certificate == null
                ? null
                : new ConnectionOffer.Certificate(Bytes.utf8(certificate), Bytes.utf8(key), Bytes.EMPTY);
        return new SettingsOffer(
                Rig.hash(hash),
                new SettingsOffer.Opamp(new ConnectionOffer("wss://new.example/", null, offered, null, null), INTERVAL),
                null,
                null,
                null,
                Map.of());
    }

    private static Rig offered(Rig rig, SettingsOffer offer) {
        while (rig.isHttp() && !rig.isSendOutstanding()) {
            rig.advance(STEP);
        }
        return rig.reply(message -> message.connectionSettings(offer));
    }

    private static SettingsQuestion question(Rig rig) {
        return rig.last(Notice.ConnectionSettingsOffered.class).question();
    }

    private static Rig answered(Rig rig, List<String> problems) {
        return rig.on(new Event.ConnectionSettingsAnswered(
                rig.last(Notice.ConnectionSettingsOffered.class).generation(),
                new Event.SettingsAnswer(problems.isEmpty(), Map.of(), Map.of(), problems)));
    }

    /** Accepts what is offered, and leads the agent over to the connection with it. */
    private static Rig switched(Rig rig) {
        int before = rig.connects.size();
        answered(rig, List.of());
        for (int i = 0; i < 6 && rig.connects.size() == before; i++) {
            if (rig.isSendOutstanding()) {
                rig = rig.isHttp() ? rig.reply() : rig.written();
            } else {
                rig.close(1000);
            }
        }
        assertThat(rig.connects).hasSize(before + 1);
        return rig;
    }

    private static Rig certified(Rig rig, String certificate) {
        return taken(switched(offered(rig, offer(certificate, certificate, ""))).open());
    }

    private static Rig valid(Rig rig, Instant from, Instant wallTime) {
        List<CertificateTask.ReadValidity> all = tasks(rig, CertificateTask.ReadValidity.class);
        return rig.on(new Event.CertificateReported(new CertificateReport.Validity(
                all.get(all.size() - 1).chainPem(), from, from.plus(LIFETIME), wallTime)));
    }

    private static CertificateMemory memory(ClientState state) {
        return CertificateFormat.decode(state.certificates());
    }

    private static ConnectionSettings current(Rig rig) {
        return rig.saved().connections().current();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"R-314", "R-316", "R-318"})
    void savesTheKeyBeforeTheRequestGoesOutAlone(boolean http) {
        Rig rig = rig(http).connected();

        assertThat(asked(rig)).containsExactly(new CertificateTask.MakeRequest(1, KeyAlgorithm.EC_P256, "checkout"));
        assertThat(requests(rig)).isEmpty();
        rig.holdSaves();
        made(rig);
        assertThat(requests(rig)).as("not before the key is saved").isEmpty();
        rig.finishSaves();

        assertThat(memory(rig.saved()).pending())
                .isEqualTo(new CertificateMemory.Pending("request 1", "key 1", rig.uid()));
        assertThat(requests(rig)).containsExactly("request 1");
        assertThat(rig.lastSent())
                .isEqualTo(AgentMessage.builder(
                                rig.uid(),
                                rig.lastSent().sequenceNumber(),
                                rig.lastSent().capabilities())
                        .certificateRequest(Bytes.utf8("request 1"))
                        .build());
        live(rig, Duration.ofHours(1));
        assertThat(requests(rig)).hasSize(1);
        assertThat(rig.effects.toString()).doesNotContain("key 1").doesNotContain("request 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-317")
    void asksOnlyAServerThatTakesRequests(boolean http) {
        Rig rig = rig(http).started().takeSend();
        rig.reply(message -> message.capabilities(Rig.ALL_SERVER_CAPABILITIES & ~0x40));
        live(rig, Duration.ofHours(1));

        assertThat(asked(rig)).isEmpty();
        live(rig, Duration.ofHours(6));
        assertThat(asked(rig)).hasSize(1);
    }

    @Test
    @Requirement("R-318")
    void asksNothingIfTheKeyCannotBeSaved() {
        Rig rig = rig(false).connected().failToSave();
        made(rig);

        assertThat(requests(rig)).isEmpty();
        assertThat(rig.told(Notice.Warning.class)).anyMatch(told -> told.text().contains("could not be saved"));
        live(rig, Duration.ofMinutes(7));
        assertThat(asked(rig)).hasSize(1);
        live(rig, Duration.ofMinutes(4));
        assertThat(asked(rig)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"R-318", "R-319", "R-321"})
    void pairsTheAnswerWithTheKeyAndTriesIt(boolean http) {
        Rig rig = asking(rig(http));
        live(rig, Duration.ofDays(3));
        offered(rig, offer("s", "certificate", ""));

        assertThat(Objects.requireNonNull(question(rig).opamp()).clientKey()).isEmpty();
        assertThat(question(rig).candidate().clientKey()).contains("key 1");
        switched(rig);
        assertThat(memory(rig.saved()).pending()).as("not before it has worked").isNotNull();
        assertThat(requests(rig)).hasSize(1);
        taken(rig.open());

        assertThat(current(rig).clientCertificate()).contains("certificate");
        assertThat(current(rig).clientKey()).contains("key 1");
        assertThat(current(rig).endpoint()).isEqualTo("wss://new.example/");
        assertThat(memory(rig.saved())).isEqualTo(new CertificateMemory(null, rig.uid(), 0, null));
        live(rig, Duration.ofHours(1));
        assertThat(asked(rig)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-318")
    void goesOnAfterARestartWithTheKeyThatItHas(boolean http) {
        ClientState left = asking(rig(http)).saved();
        Rig rig = rig(http).started(left);
        taken(rig);

        assertThat(asked(rig)).isEmpty();
        assertThat(requests(rig)).containsExactly("request 1");
        taken(rig);
        offered(rig, offer("s", "certificate", ""));
        assertThat(question(rig).candidate().clientKey()).contains("key 1");
    }

    /** The process ends between the two saves of a certificate that has worked. */
    @Test
    void asksNoMoreAfterARestartWithTheCertificateInUse() {
        Rig rig = asking(rig(false));
        ClientState left = rig.saved();
        ClientState state = left.withConnections(left.connections()
                .withCurrent(ConnectionSettings.builder()
                        .clientCertificate("certificate", "key 1")
                        .build()));
        Rig next = rig(false).started(state);
        live(next, Duration.ofHours(1));

        assertThat(asked(next)).isEmpty();
        assertThat(requests(next)).isEmpty();
        assertThat(tasks(next, CertificateTask.ReadValidity.class))
                .containsExactly(new CertificateTask.ReadValidity("certificate"));
    }

    @Test
    void sendsTheSameRequestAgainOnNewConnectionsOnceAMinute() {
        Rig rig = asking(rig(false));
        for (int i = 0; i < 3; i++) {
            rig.close(1001);
            rig.advanceSeconds(5);
            live(rig.open(), Duration.ZERO);
        }
        assertThat(requests(rig)).hasSize(1);
        rig.advanceSeconds(60);
        assertThat(requests(rig)).containsExactly("request 1", "request 1");
        live(rig, Duration.ofHours(1));
        assertThat(requests(rig)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsItAgainToAServerThatHasForgottenTheAgent(boolean http) {
        Rig rig = asking(rig(http));
        rig.advanceSeconds(90);
        while (!rig.isSendOutstanding()) {
            rig.advance(STEP);
        }
        rig.takeSend().reply(message -> message.flags(io.amp4j.opamp.internal.codec.ServerMessage.REPORT_FULL_STATE));
        live(rig, Duration.ZERO);
        assertThat(requests(rig)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-320")
    void waitsOnAfterACertificateThatIsRefusedHere(boolean http) {
        Rig rig = asking(rig(http));
        answered(offered(rig, offer("s", "foreign", "")), List.of("opamp: it does not belong to the key"));
        rig.takeSend();

        assertThat(rig.saved().connections().candidate()).isEmpty();
        assertThat(rig.sent.stream()
                        .map(AgentMessage::connectionSettingsStatus)
                        .flatMap(Stream::ofNullable)
                        .reduce((before, after) -> after)
                        .orElseThrow()
                        .errorMessage())
                .isEqualTo("opamp: it does not belong to the key");
        assertThat(memory(rig.saved()).pending()).isNotNull();
        live(rig, Duration.ofMinutes(7));
        assertThat(requests(rig)).hasSize(1);
        live(rig, Duration.ofMinutes(4));
        assertThat(requests(rig)).as("asks for another one").containsExactly("request 1", "request 1");
        assertThat(certified(rig, "certificate").saved().connections().current().clientKey())
                .contains("key 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-324")
    void tellsARefusalAndSendsThatRequestNoMore(boolean http) {
        Rig rig = made(rig(http).connected());
        rig.takeSend().replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "who are you"));

        assertThat(rig.last(Notice.CertificateRefused.class).reason()).isEqualTo("who are you");
        assertThat(rig.told(Notice.ErrorReceived.class)).hasSize(1);
        assertThat(memory(rig.saved()).pending()).isNull();
        live(rig, Duration.ofMinutes(7));
        assertThat(requests(rig)).containsExactly("request 1");
        assertThat(asked(rig)).hasSize(1);

        // Another one with another key, once the wait is over, and a longer wait after that.
        live(rig, Duration.ofMinutes(4));
        assertThat(asked(rig)).hasSize(2);
        made(rig).takeSend();
        if (rig.lastSent().certificateRequest() == null) {
            taken(rig).takeSend();
        }
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, ""));
        assertThat(rig.last(Notice.CertificateRefused.class).reason())
                .isEqualTo("the server does not accept the message");
        assertThat(memory(rig.saved()).failures()).isEqualTo(2);
        Instant notBefore = Objects.requireNonNull(memory(rig.saved()).notBefore());
        assertThat(Duration.between(Rig.WALL.plusNanos(rig.now), notBefore))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(20));
    }

    @Test
    @Requirement("R-324")
    void doesNotTakeTheRefusalOfALaterMessageForOne() {
        Rig rig = made(rig(false).connected()).written();
        rig.on(new Event.HealthChanged(io.amp4j.opamp.ComponentHealth.healthy(Rig.WALL)));
        rig.written().replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "what health"));

        assertThat(rig.told(Notice.CertificateRefused.class)).isEmpty();
        assertThat(memory(rig.saved()).pending()).isNotNull();
    }

    /** The thread that writes may be slower than the one that reads. */
    @Test
    @Requirement("R-324")
    void takesARefusalThatComesBeforeTheWordThatItsMessageIsWritten() {
        Rig rig = made(rig(false).connected());
        rig.begin()
                .replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "who are you"))
                .written();

        assertThat(rig.last(Notice.CertificateRefused.class).reason()).isEqualTo("who are you");
        live(rig, Duration.ofMinutes(7));
        assertThat(requests(rig)).containsExactly("request 1");
    }

    @Test
    void waitsAfterARefusalAlsoInTheNextProcess() {
        Rig rig = made(rig(false).connected());
        rig.written().replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        Rig next = rig(false).started(rig.saved());
        live(next, Duration.ofMinutes(7));

        assertThat(asked(next)).isEmpty();
        next.on(new Event.CertificateWanted());
        assertThat(asked(next)).as("the user asks").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheRequestIfTheCertificateDoesNotWork(boolean http) {
        Rig rig = asking(rig(http));
        switched(offered(rig, offer("s", "certificate", "")));
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (attempt == 1 && rig.isHttp()) {
                rig.open();
            }
            rig.failWithStatus(401, null);
            rig.advanceSeconds(attempt == 3 ? 0 : 10);
        }
        taken(rig.open());
        live(rig, Duration.ZERO);

        assertThat(current(rig)).isEqualTo(ConnectionSettings.NONE);
        assertThat(memory(rig.saved()).pending()).isNotNull();
        assertThat(requests(rig)).as("not at once again").hasSize(1);
        assertThat(asked(rig)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-323")
    void asksForTheNextOneAtTwoThirdsOfTheLifetime(boolean http) {
        Rig rig = certified(asking(rig(http)), "first");
        valid(rig, Rig.WALL.plusNanos(rig.now), Rig.WALL.plusNanos(rig.now));
        long begin = rig.now;

        assertThat(asked(rig)).hasSize(1);
        for (int reads = 1; asked(rig).size() == 1; ) {
            live(rig, INTERVAL);
            if (tasks(rig, CertificateTask.ReadValidity.class).size() > reads) {
                valid(rig, Rig.WALL.plusNanos(begin), Rig.WALL.plusNanos(rig.now));
                reads++;
            }
        }
        assertThat(Duration.ofNanos(rig.now - begin))
                .isBetween(Duration.ofDays(60), Duration.ofDays(69).plusHours(7));

        taken(made(rig));
        live(rig, Duration.ZERO);
        assertThat(requests(rig)).containsExactly("request 1", "request 2");
        assertThat(current(rig).clientKey()).as("until then the old one").contains("key 1");
        certified(rig, "second");
        assertThat(current(rig).clientKey()).contains("key 2");
        assertThat(current(rig).clientCertificate()).contains("second");
    }

    @Test
    @Requirement("R-323")
    void asksAtOnceAfterARestartWithACertificatePastTwoThirds() {
        ClientState left = certified(asking(rig(false)), "first").saved();
        Rig rig = rig(false).started(left);
        taken(rig);
        assertThat(asked(rig)).isEmpty();
        valid(rig, Rig.WALL.minus(Duration.ofDays(61)), Rig.WALL);
        assertThat(asked(rig)).hasSize(1);
    }

    @Test
    void keepsTheKeyOfTheCertificateInUseForOffersOfTheSameOne() {
        Rig rig = live(certified(asking(rig(false)), "first"), Duration.ofMinutes(1));
        valid(rig, Rig.WALL.minus(Duration.ofDays(61)), Rig.WALL);
        taken(made(rig));
        live(rig, Duration.ZERO);
        offered(rig, offer("t", "first", ""));
        assertThat(question(rig).candidate().clientKey()).contains("key 1");
        offered(rig, offer("u", "second", ""));
        assertThat(question(rig).candidate().clientKey()).contains("key 2");
    }

    @Test
    void aCertificateThatTheServerMadeAnswersTheRequestToo() {
        Rig rig = asking(rig(false));
        taken(switched(offered(rig, offer("s", "certificate", "their key"))).open());

        assertThat(current(rig).clientKey()).contains("their key");
        assertThat(memory(rig.saved())).isEqualTo(CertificateMemory.NONE);
        live(rig, Duration.ofHours(1));
        assertThat(asked(rig)).hasSize(1);
    }

    @Test
    @Requirement("R-273")
    void asksAgainIfTheServerTakesTheCertificateAway() {
        Rig rig = certified(asking(rig(false)), "certificate");
        taken(switched(offered(rig, offer("none", null, ""))).open());

        assertThat(current(rig).isWithoutClientCertificate()).isTrue();
        rig.advanceSeconds(60);
        assertThat(asked(rig)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"R-325", "R-326"})
    void asksUnderItsNewNameAndUsesTheOldCertificateMeanwhile(boolean http) {
        CertificateRequestPolicy named =
                CertificateRequestPolicy.builder().instanceUidAsCommonName().build();
        Rig rig = asking(rig(http, named));
        assertThat(asked(rig).get(0).commonName()).isEqualTo(rig.uid().toString());
        certified(rig, "first");
        rig.advanceSeconds(61);
        InstanceUid other = InstanceUid.parse("019b76da-a800-7cc1-beeb-000000000001");
        while (!rig.isSendOutstanding()) {
            rig.advance(STEP);
        }
        int connects = rig.connects.size();
        rig.takeSend().reply(message -> message.newInstanceUid(other.toBytes()));

        assertThat(asked(rig)).hasSize(2);
        assertThat(asked(rig).get(1).commonName()).isEqualTo(other.toString());
        made(rig);
        taken(rig);
        live(rig, Duration.ZERO);
        assertThat(requests(rig)).containsExactly("request 1", "request 2");
        assertThat(rig.connects)
                .as("over the connection with the old certificate")
                .hasSize(connects);
        certified(rig, "second");
        assertThat(memory(rig.saved()).certifiedUid()).isEqualTo(other);
        live(rig, Duration.ofHours(1));
        assertThat(asked(rig)).hasSize(2);
    }

    /** The server gives another name while the certificate for the old one is being accepted. */
    @Test
    @Requirement("R-326")
    void asksUnderItsNewNameAlsoIfTheOldCertificateIsJustOffered() {
        Rig rig = asking(rig(
                false,
                CertificateRequestPolicy.builder().instanceUidAsCommonName().build()));
        live(rig, Duration.ofMinutes(1));
        offered(rig, offer("s", "certificate", ""));
        InstanceUid other = InstanceUid.parse("019b76da-a800-7cc1-beeb-000000000001");
        rig.reply(message -> message.newInstanceUid(other.toBytes()));
        assertThat(asked(rig)).hasSize(2);
        made(rig);
        taken(switched(rig).open());

        assertThat(current(rig).clientKey()).contains("key 1");
        assertThat(Objects.requireNonNull(memory(rig.saved()).pending()).uid()).isEqualTo(other);
        live(rig, Duration.ofMinutes(2));
        assertThat(requests(rig)).contains("request 2");
    }

    @Test
    void asksWhenTheUserSaysSoAndNotByItself() {
        Rig rig = rig(
                        false,
                        CertificateRequestPolicy.builder()
                                .onFirstConnect(false)
                                .withoutRenewal()
                                .keyAlgorithm(KeyAlgorithm.ED25519)
                                .commonName("a name")
                                .build())
                .connected();
        live(rig, Duration.ofHours(1));
        assertThat(asked(rig)).isEmpty();
        rig.on(new Event.CertificateWanted());
        assertThat(asked(rig)).containsExactly(new CertificateTask.MakeRequest(1, KeyAlgorithm.ED25519, "a name"));
    }

    @Test
    void asksAgainLaterIfNoKeyCanBeMade() {
        Rig rig = rig(false).connected();
        rig.on(new Event.CertificateReported(new CertificateReport.NotMade(1, "no such keys")));
        assertThat(rig.last(Notice.Warning.class).text()).contains("no such keys");
        live(rig, Duration.ofMinutes(11));
        assertThat(asked(rig)).hasSize(2);
    }

    @Test
    void sendsNothingOfItOnTheWayOut() {
        Rig rig = rig(false).connected();
        rig.on(new Event.HealthChanged(io.amp4j.opamp.ComponentHealth.healthy(Rig.WALL)));
        made(rig);
        rig.on(new Event.StopRequested(Duration.ofSeconds(5))).written();
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        assertThat(requests(rig)).isEmpty();
        assertThat(memory(rig.saved()).pending()).isNotNull();
    }

    @Test
    void lossOfTheConnectionIsNoRefusal() {
        Rig rig = made(rig(true).connected());
        rig.fail(ConnectionFailure.Kind.TIMEOUT);
        assertThat(rig.told(Notice.CertificateRefused.class)).isEmpty();
        rig.advanceSeconds(30);
        live(rig, Duration.ZERO);
        assertThat(requests(rig)).containsExactly("request 1", "request 1");
    }
}
