package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server/types"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const customCapability = "io.amp4j.interop"

const serverCapabilities = uint64(
	protobufs.ServerCapabilities_ServerCapabilities_AcceptsStatus |
		protobufs.ServerCapabilities_ServerCapabilities_OffersRemoteConfig |
		protobufs.ServerCapabilities_ServerCapabilities_AcceptsEffectiveConfig |
		protobufs.ServerCapabilities_ServerCapabilities_OffersPackages |
		protobufs.ServerCapabilities_ServerCapabilities_AcceptsPackagesStatus |
		protobufs.ServerCapabilities_ServerCapabilities_OffersConnectionSettings)

// hub is what the endpoints have in common: the agents they have seen and what is prepared for them.
type hub struct {
	started time.Time

	telling sync.Mutex
	out     *json.Encoder

	mu          sync.Mutex
	changed     *sync.Cond
	connections int64
	live        int
	agents      map[string]*agent
	everyone    queue
	refusals    []refusal
	faults      faults
	files       map[string]*file
}

// agent is what the hub remembers of one instance uid.
type agent struct {
	conn     types.Connection // the WebSocket connection; nil over HTTP
	sequence uint64
	applied  string // the hash of the last remote config that it reports as APPLIED, in hex
	pending  queue
}

// queue holds what the next messages are answered with.
type queue []reply

type reply struct {
	message *protobufs.ServerToAgent
	cut     bool // no answer: the connection breaks
}

func (q *queue) take() *reply {
	if len(*q) == 0 {
		return nil
	}
	next := (*q)[0]
	*q = (*q)[1:]
	return &next
}

// refusal is the answer to the next connection attempts, which over HTTP are the next requests.
type refusal struct {
	Times   int               `json:"times"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
}

func newHub(out io.Writer) *hub {
	h := &hub{started: time.Now(), out: json.NewEncoder(out), agents: map[string]*agent{}, files: map[string]*file{}}
	h.changed = sync.NewCond(&h.mu)
	return h
}

// tell writes one line.
func (h *hub) tell(event map[string]any) {
	h.telling.Lock()
	defer h.telling.Unlock()
	event["at"] = time.Since(h.started).Milliseconds()
	if err := h.out.Encode(event); err != nil {
		fmt.Fprintln(os.Stderr, "cannot tell:", err)
		os.Exit(1)
	}
}

// onConnecting is the library's first callback: per request over HTTP, per upgrade over WebSocket.
func (h *hub) onConnecting(endpoint string) func(*http.Request) types.ConnectionResponse {
	return func(r *http.Request) types.ConnectionResponse {
		transport := "ws"
		if r.Header.Get("Content-Type") == "application/x-protobuf" {
			transport = "http"
		}
		seen := map[string]any{
			"endpoint":  endpoint,
			"transport": transport,
			"protocol":  r.Proto,
			"remote":    r.RemoteAddr,
			"length":    r.ContentLength,
			"headers":   headers(r.Header),
		}
		if r.TLS != nil {
			seen["tls"] = r.TLS.Version
			if len(r.TLS.PeerCertificates) > 0 {
				seen["clientCertificate"] = r.TLS.PeerCertificates[0].Subject.CommonName
			}
		}
		h.mu.Lock()
		h.connections++
		seen["connection"] = h.connections
		refusal := h.refuse()
		h.mu.Unlock()
		if refusal != nil {
			h.tell(with(seen, "refused", map[string]any{"status": refusal.Status}))
			return types.ConnectionResponse{HTTPStatusCode: refusal.Status, HTTPResponseHeader: refusal.Headers}
		}
		return types.ConnectionResponse{Accept: true, ConnectionCallbacks: h.callbacks(seen, wireOf(r))}
	}
}

func (h *hub) refuse() *refusal {
	if len(h.refusals) == 0 {
		return nil
	}
	next := h.refusals[0]
	if h.refusals[0].Times--; h.refusals[0].Times <= 0 {
		h.refusals = h.refusals[1:]
	}
	return &next
}

// headers keeps the first value of each header, which is all that a client here sends.
func headers(all http.Header) map[string]string {
	first := map[string]string{}
	for name, values := range all {
		first[name] = values[0]
	}
	return first
}

func with(seen map[string]any, event string, more map[string]any) map[string]any {
	all := maps.Clone(seen)
	all["event"] = event
	maps.Copy(all, more)
	return all
}

func (h *hub) callbacks(seen map[string]any, wire *wire) types.ConnectionCallbacks {
	callbacks := types.ConnectionCallbacks{
		OnMessage: func(_ context.Context, conn types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
			return h.receive(seen, conn, message)
		},
		OnReadMessageError: func(_ types.Connection, kind int, _ []byte, err error) {
			h.tell(with(seen, "unreadable", map[string]any{"kind": kind, "error": err.Error()}))
		},
		OnMessageResponseError: func(_ types.Connection, _ *protobufs.ServerToAgent, err error) {
			h.tell(with(seen, "unanswered", map[string]any{"error": err.Error()}))
		},
	}
	if seen["transport"] == "http" {
		return callbacks // over HTTP a connection is a request, and "received" tells all of it
	}
	callbacks.OnConnected = func(context.Context, types.Connection) {
		h.change(func() { h.live++ })
		h.tell(with(seen, "connected", nil))
	}
	callbacks.OnConnectionClose = func(conn types.Connection) {
		h.change(func() {
			h.live--
			for _, agent := range h.agents {
				if agent.conn == conn {
					agent.conn = nil
				}
			}
		})
		h.tell(with(seen, "closed", map[string]any{"bytesIn": wire.in.Load(), "bytesOut": wire.out.Load()}))
	}
	return callbacks
}

func (h *hub) change(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	h.changed.Broadcast()
}

// receive tells of the message and returns the answer.
func (h *hub) receive(seen map[string]any, conn types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
	uid := hex.EncodeToString(message.InstanceUid)
	var prepared *reply
	var gap bool
	h.change(func() {
		known, ok := h.agents[uid]
		if !ok {
			known = &agent{}
			h.agents[uid] = known
		}
		// Who skips a number, or begins without a full report, is asked for everything: the library leaves that to us.
		gap = message.AgentDescription == nil && (!ok || message.SequenceNum != known.sequence+1)
		known.sequence = message.SequenceNum
		known.conn = nil
		if seen["transport"] == "ws" {
			known.conn = conn
		}
		status := message.RemoteConfigStatus
		if status.GetStatus() == protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED {
			known.applied = hex.EncodeToString(status.LastRemoteConfigHash)
		}
		if prepared = known.pending.take(); prepared == nil {
			prepared = h.everyone.take()
		}
	})
	h.tell(with(seen, "received", map[string]any{
		"uid":     uid,
		"gap":     gap,
		"size":    proto.Size(message),
		"message": asJSON(message),
	}))
	answer := &protobufs.ServerToAgent{}
	if prepared != nil && prepared.cut {
		_ = conn.Connection().Close()
		return nil
	}
	if prepared != nil {
		answer = prepared.message
	}
	if gap {
		answer.Flags |= uint64(protobufs.ServerToAgentFlags_ServerToAgentFlags_ReportFullState)
	}
	answer.Capabilities = serverCapabilities
	return answer
}

func asJSON(message proto.Message) json.RawMessage {
	data, err := protojson.Marshal(message)
	if err != nil {
		data, _ = json.Marshal(map[string]string{"unprintable": err.Error()})
	}
	return bytes.TrimSpace(data)
}
