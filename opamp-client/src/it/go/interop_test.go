package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/open-telemetry/opamp-go/protobufs"
	"google.golang.org/protobuf/proto"
)

// bound is how long a test waits for what must come.
const bound = 20 * time.Second

var uid = []byte("0123456789abcdef")

const uidHex = "30313233343536373839616263646566"

type line struct {
	Event             string            `json:"event"`
	Endpoints         map[string]string `json:"endpoints"`
	UID               string            `json:"uid"`
	Gap               bool              `json:"gap"`
	Transport         string            `json:"transport"`
	Status            int               `json:"status"`
	Headers           map[string]string `json:"headers"`
	Message           json.RawMessage   `json:"message"`
	ID                int64             `json:"id"`
	Error             string            `json:"error"`
	ClientCertificate string            `json:"clientCertificate"`
	Result            map[string]any    `json:"result"`
}

type harness struct {
	t     *testing.T
	in    *io.PipeWriter
	lines chan line
	ended chan error
	urls  map[string]string
}

func start(t *testing.T) *harness { return startWith(t, options{}) }

func startWith(t *testing.T, options options) *harness {
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	h := &harness{t: t, in: inWrite, lines: make(chan line, 1000), ended: make(chan error, 1)}
	go func() { h.ended <- run(options, inRead, outWrite) }()
	go func() {
		scanner := bufio.NewScanner(outRead)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			var l line
			if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
				panic(err)
			}
			h.lines <- l
		}
	}()
	t.Cleanup(h.stop)
	h.urls = h.next("listening").Endpoints
	return h
}

// next returns the next line of that event, and passes over others.
func (h *harness) next(event string) line {
	h.t.Helper()
	deadline := time.After(bound)
	for {
		select {
		case l := <-h.lines:
			if l.Event == event {
				return l
			}
		case <-deadline:
			h.t.Fatalf("no %q", event)
		}
	}
}

func (h *harness) do(format string, args ...any) line {
	h.t.Helper()
	if _, err := fmt.Fprintf(h.in, format+"\n", args...); err != nil {
		h.t.Fatal(err)
	}
	return h.next("answer")
}

func (h *harness) stop() {
	_ = h.in.Close()
	select {
	case err := <-h.ended:
		if err != nil {
			h.t.Error(err)
		}
	case <-time.After(bound):
		h.t.Error("still running after its input ended")
	}
}

func report(sequence uint64, full bool) *protobufs.AgentToServer {
	message := &protobufs.AgentToServer{InstanceUid: uid, SequenceNum: sequence}
	if full {
		message.AgentDescription = &protobufs.AgentDescription{}
	}
	return message
}

func (h *harness) post(message *protobufs.AgentToServer) (*http.Response, *protobufs.ServerToAgent) {
	h.t.Helper()
	body, err := proto.Marshal(message)
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := http.Post(h.urls["plain"], "application/x-protobuf", bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	answer := &protobufs.ServerToAgent{}
	if err := proto.Unmarshal(data, answer); err != nil {
		h.t.Fatal(err)
	}
	return response, answer
}

func TestQueuesForHTTPAndAsksForFullStateAfterAGap(t *testing.T) {
	h := start(t)
	if _, answer := h.post(report(0, true)); answer.Flags != 0 || answer.Capabilities != serverCapabilities {
		t.Errorf("unexpected answer %v", answer)
	}
	if got := h.next("received"); got.UID != uidHex || got.Gap || got.Transport != "http" {
		t.Errorf("unexpected %+v", got)
	}
	pushed := h.do(`{"id":1,"do":"push","uid":"%s","message":{"command":{"type":"CommandType_Restart"}}}`, uidHex)
	if pushed.Error != "" || pushed.Result["queued"] != 1.0 {
		t.Errorf("unexpected %+v", pushed)
	}
	if _, answer := h.post(report(1, false)); answer.Command == nil || answer.Flags != 0 {
		t.Errorf("unexpected answer %v", answer)
	}
	if _, answer := h.post(report(3, false)); answer.Command != nil || answer.Flags != 1 {
		t.Errorf("unexpected answer %v", answer)
	}
}

func TestRefusesAsOftenAsTold(t *testing.T) {
	h := start(t)
	h.do(`{"id":1,"do":"refuse","times":2,"status":503,"headers":{"Retry-After":"7"}}`)
	for range 2 {
		response, _ := h.post(report(0, true))
		if response.StatusCode != 503 || response.Header.Get("Retry-After") != "7" {
			t.Errorf("unexpected %v", response)
		}
		if got := h.next("refused"); got.Status != 503 {
			t.Errorf("unexpected %+v", got)
		}
	}
	if response, _ := h.post(report(0, true)); response.StatusCode != 200 {
		t.Errorf("unexpected %v", response)
	}
}

func (h *harness) dial() *websocket.Conn {
	h.t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(h.urls["plain"], "http", "ws", 1), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(bound))
	return conn
}

func (h *harness) send(conn *websocket.Conn, message *protobufs.AgentToServer) {
	h.t.Helper()
	body, err := proto.Marshal(message)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := conn.WriteMessage(websocket.BinaryMessage, append([]byte{0}, body...)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *harness) read(conn *websocket.Conn) *protobufs.ServerToAgent {
	h.t.Helper()
	_, data, err := conn.ReadMessage()
	if err != nil {
		h.t.Fatal(err)
	}
	answer := &protobufs.ServerToAgent{}
	if err := proto.Unmarshal(data[1:], answer); err != nil {
		h.t.Fatal(err)
	}
	return answer
}

func TestPushesFragmentsAndClosesOverWebSocket(t *testing.T) {
	h := start(t)
	conn := h.dial()
	pings := 0
	conn.SetPingHandler(func(string) error { pings++; return nil })
	h.send(conn, report(0, true))
	if got := h.next("received"); got.Transport != "ws" {
		t.Errorf("unexpected %+v", got)
	}
	h.read(conn)
	h.do(`{"id":1,"do":"fragment","uid":"%s","pieces":5,"fill":9000,`+
		`"message":{"remoteConfig":{"configHash":"AQI=","config":{"configMap":{"a":{}}}}}}`, uidHex)
	if body := h.read(conn).RemoteConfig.Config.ConfigMap["fill"].Body; len(body) != 9000 || pings != 4 {
		t.Errorf("%d bytes and %d pings", len(body), pings)
	}
	h.do(`{"id":2,"do":"close","uid":"%s","code":1013,"reason":"busy"}`, uidHex)
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, 1013) {
		t.Errorf("unexpected %v", err)
	}
	h.next("closed")
}

func TestAwaitsTheAppliedHash(t *testing.T) {
	h := start(t)
	message := report(0, true)
	message.RemoteConfigStatus = &protobufs.RemoteConfigStatus{
		LastRemoteConfigHash: []byte{1, 2},
		Status:               protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED,
	}
	h.post(message)
	if got := h.do(`{"id":1,"do":"await","applied":1,"hash":"0102","timeoutMillis":1000}`); got.Error != "" {
		t.Errorf("unexpected %+v", got)
	}
	if got := h.do(`{"id":2,"do":"await","applied":1,"hash":"0103","timeoutMillis":1}`); got.Error == "" {
		t.Errorf("unexpected %+v", got)
	}
}

func TestAnswersBeforeTheLibraryAsTold(t *testing.T) {
	h := start(t)
	h.do(`{"id":1,"do":"fault","status":302,"headers":{"Location":"/elsewhere"},"bytes":10}`)
	h.do(`{"id":2,"do":"fault","status":200,"bytes":1000,"break":true}`)
	h.do(`{"id":3,"do":"fault","status":200,"bytes":1000000,"gzip":true}`)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func() (*http.Response, []byte, error) {
		response, err := client.Post(h.urls["plain"], "application/x-protobuf", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response, body, err
	}
	if response, body, err := ask(); response.StatusCode != 302 || len(body) != 10 || err != nil {
		t.Errorf("unexpected %v, %d bytes, %v", response, len(body), err)
	}
	if response, body, err := ask(); response.ContentLength != 1000 || len(body) != 500 || err == nil {
		t.Errorf("unexpected %v, %d bytes, %v", response, len(body), err)
	}
	if response, body, err := ask(); !response.Uncompressed || len(body) != 1000000 || err != nil {
		t.Errorf("unexpected %v, %d bytes, %v", response, len(body), err)
	}
	if response, _ := h.post(report(0, true)); response.StatusCode != 200 {
		t.Errorf("unexpected %v", response)
	}
}

func TestStallsUntilTheClientGoes(t *testing.T) {
	h := start(t)
	h.do(`{"id":1,"do":"fault","stall":true}`)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for l := range h.lines {
			if l.Event == "fault" {
				cancel()
				return
			}
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.urls["plain"], strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.DefaultClient.Do(request); !errors.Is(err, context.Canceled) {
		t.Errorf("unexpected %v", err)
	}
}

func TestServesFilesWithTheirFaults(t *testing.T) {
	h := start(t)
	served := h.do(`{"id":1,"do":"serve","name":"a","fill":1000,"busy":1,"retryAfterSeconds":3,"cut":1,"cutAfter":400}`)
	url := h.urls["files"] + fmt.Sprint(served.Result["path"])
	get := func(byteRange string) (*http.Response, []byte) {
		request, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if byteRange != "" {
			request.Header.Set("Range", byteRange)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return response, body
	}
	if response, _ := get(""); response.StatusCode != 503 || response.Header.Get("Retry-After") != "3" {
		t.Errorf("unexpected %v", response)
	}
	first, begin := get("")
	if first.ContentLength != 1000 || len(begin) != 400 {
		t.Errorf("unexpected %v, %d bytes", first, len(begin))
	}
	rest, end := get("bytes=400-")
	if rest.StatusCode != 206 || rest.Header.Get("ETag") != first.Header.Get("ETag") || len(end) != 600 {
		t.Errorf("unexpected %v, %d bytes", rest, len(end))
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(append(begin, end...))); sum != served.Result["sha256"] {
		t.Errorf("%s is not %s", sum, served.Result["sha256"])
	}
	h.do(`{"id":2,"do":"serve","name":"a","fill":1000,"noRange":true,"noLength":true,"wrong":true}`)
	all, body := get("bytes=400-")
	if all.StatusCode != 200 || all.ContentLength != -1 || len(body) != 1000 {
		t.Errorf("unexpected %v, %d bytes", all, len(body))
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(body)); sum == served.Result["sha256"] {
		t.Errorf("the bytes are right")
	}
	h.do(`{"id":3,"do":"serve","name":"a","fill":1000,"tooLong":5}`)
	if short, body := get(""); short.ContentLength != 1005 || len(body) != 1000 {
		t.Errorf("unexpected %v, %d bytes", short, len(body))
	}
}

func TestSaysWhatItCannotDo(t *testing.T) {
	h := start(t)
	for _, command := range []string{
		`{"id":1,"do":"dance"}`,
		`{"id":2,"do":"push","uid":"00","message":{}}`,
		`{"id":3,"do":"script","message":{"no_such_field":1}}`,
		`{"id":4,"do":"drop","uid":"*"}`,
	} {
		if got := h.do("%s", command); got.Error == "" {
			t.Errorf("%s: no error", command)
		}
	}
}

func TestServesTLSAndRequiresAClientCertificate(t *testing.T) {
	files := t.TempDir()
	if err := writeCertificates(files); err != nil {
		t.Fatal(err)
	}
	file := func(name string) string { return filepath.Join(files, name) }
	h := startWith(t, options{file("server.pem"), file("server-key.pem"), file("ca.pem")})
	pem, err := os.ReadFile(file("ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	certificate, err := tls.LoadX509KeyPair(file("client.pem"), file("client-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := proto.Marshal(report(0, true))
	for _, known := range [][]tls.Certificate{nil, {certificate}} {
		config := &tls.Config{RootCAs: roots, Certificates: known}
		client := http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}}
		response, err := client.Post(h.urls["tls"], "application/x-protobuf", bytes.NewReader(body))
		if known == nil {
			if err == nil {
				t.Error("served without a client certificate")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.ProtoMajor != 2 || h.next("received").ClientCertificate != "interop agent" {
			t.Errorf("unexpected %v", response)
		}
	}
}
