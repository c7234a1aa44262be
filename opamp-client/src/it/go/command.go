package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server/types"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// command is one line of input; every one is answered by a line with its id.
type command struct {
	ID int64  `json:"id"`
	Do string `json:"do"`
	// UID is an instance uid in hex; "*" means every agent known.
	UID string `json:"uid"`
	// Message is a ServerToAgent in protobuf's JSON mapping.
	Message json.RawMessage `json:"message"`
	// Fill adds a config file of so many equal bytes to the message's remote config: a large message in a short line.
	Fill   int    `json:"fill"`
	Pieces int    `json:"pieces"`
	Hex    string `json:"hex"`
	Code   uint16 `json:"code"`
	Reason string `json:"reason"`
	Reset  bool   `json:"reset"`
	fault
	// Name is a file's. It has Fill bytes.
	Name string `json:"name"`
	file
	Agents        int    `json:"agents"`
	Live          int    `json:"live"`
	Applied       int    `json:"applied"`
	Hash          string `json:"hash"`
	TimeoutMillis int64  `json:"timeoutMillis"`
}

func (h *hub) answer(c command) {
	result, err := h.obey(c)
	answer := map[string]any{"event": "answer", "id": c.ID, "result": result}
	if err != nil {
		answer["error"] = err.Error()
	}
	h.tell(answer)
}

func (h *hub) obey(c command) (map[string]any, error) {
	switch c.Do {
	case "push":
		return h.push(c)
	case "script":
		message, err := c.serverToAgent()
		return nil, h.prepare(c, reply{message: message}, err)
	case "cut":
		return nil, h.prepare(c, reply{cut: true}, nil)
	case "refuse":
		h.change(func() { h.refusals = append(h.refusals, c.refusal) })
		return nil, nil
	case "fault":
		h.change(func() { h.faults = append(h.faults, c.fault) })
		return nil, nil
	case "serve":
		return h.serve(c)
	case "fragment":
		message, err := c.serverToAgent()
		if err != nil {
			return nil, err
		}
		data, err := fragments(message, c.Pieces)
		return h.raw(c, data, err)
	case "close":
		return h.raw(c, closeFrame(c.Code, c.Reason), nil)
	case "raw":
		data, err := hex.DecodeString(c.Hex)
		return h.raw(c, data, err)
	case "drop":
		return h.onConnections(c, func(conn types.Connection) error {
			if c.Reset {
				reset(conn.Connection())
			}
			return conn.Connection().Close()
		})
	case "await":
		return h.await(c)
	case "stats":
		return h.stats(c.Hash), nil
	default:
		return nil, fmt.Errorf("unknown command: %q", c.Do)
	}
}

func (c command) serverToAgent() (*protobufs.ServerToAgent, error) {
	message := &protobufs.ServerToAgent{}
	if err := protojson.Unmarshal(c.Message, message); err != nil {
		return nil, err
	}
	if c.Fill > 0 {
		files := message.GetRemoteConfig().GetConfig().GetConfigMap()
		if files == nil {
			return nil, fmt.Errorf("fill needs a remote config with at least one file")
		}
		files["fill"] = &protobufs.AgentConfigFile{Body: []byte(strings.Repeat("x", c.Fill)), ContentType: "text/plain"}
	}
	return message, nil
}

// push sends the message at once where there is a WebSocket connection, and with the answer to the next message where not.
func (h *hub) push(c command) (map[string]any, error) {
	message, err := c.serverToAgent()
	if err != nil {
		return nil, err
	}
	var conns []types.Connection
	queued := 0
	uids, err := h.addressees(c)
	if err != nil {
		return nil, err
	}
	h.change(func() {
		for _, uid := range uids {
			if agent := h.agents[uid]; agent.conn != nil {
				conns = append(conns, agent.conn)
			} else {
				agent.pending = append(agent.pending, reply{message: proto.Clone(message).(*protobufs.ServerToAgent)})
				queued++
			}
		}
	})
	for _, conn := range conns {
		if err := conn.Send(context.Background(), message); err != nil {
			return nil, err
		}
	}
	return map[string]any{"sent": len(conns), "queued": queued}, nil
}

func (h *hub) addressees(c command) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.UID == "*" {
		uids := []string{}
		for uid := range h.agents {
			uids = append(uids, uid)
		}
		slices.Sort(uids)
		return uids, nil
	}
	if _, ok := h.agents[c.UID]; !ok {
		return nil, fmt.Errorf("no agent has the instance uid %q", c.UID)
	}
	return []string{c.UID}, nil
}

// prepare queues the reply for the next messages of an agent, or of any agent where the command names none.
func (h *hub) prepare(c command, r reply, err error) error {
	if err != nil {
		return err
	}
	target := &h.everyone
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.UID != "" {
		agent, ok := h.agents[c.UID]
		if !ok {
			return fmt.Errorf("no agent has the instance uid %q", c.UID)
		}
		target = &agent.pending
	}
	for range max(1, c.Times) {
		next := r
		if r.message != nil {
			next.message = proto.Clone(r.message).(*protobufs.ServerToAgent)
		}
		*target = append(*target, next)
	}
	return nil
}

// raw writes bytes past the library. One write is one piece on the wire, whatever answer is on its way.
func (h *hub) raw(c command, data []byte, err error) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	return h.onConnections(c, func(conn types.Connection) error {
		_, err := conn.Connection().Write(data)
		return err
	})
}

// onConnections acts on the WebSocket connections of the agents that the command names.
func (h *hub) onConnections(c command, act func(types.Connection) error) (map[string]any, error) {
	uids, err := h.addressees(c)
	if err != nil {
		return nil, err
	}
	var conns []types.Connection
	h.mu.Lock()
	for _, uid := range uids {
		if conn := h.agents[uid].conn; conn != nil {
			conns = append(conns, conn)
		}
	}
	h.mu.Unlock()
	if len(conns) == 0 {
		return nil, fmt.Errorf("no WebSocket connection of %q", c.UID)
	}
	for _, conn := range conns {
		if err := act(conn); err != nil {
			return nil, err
		}
	}
	return map[string]any{"sent": len(conns)}, nil
}

// await answers as soon as there are at least so many agents, live connections and APPLIED reports of the hash.
func (h *hub) await(c command) (map[string]any, error) {
	begin := time.Now()
	expired := false
	timer := time.AfterFunc(time.Duration(c.TimeoutMillis)*time.Millisecond, func() {
		h.change(func() { expired = true })
	})
	defer timer.Stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	for !expired && (len(h.agents) < c.Agents || h.live < c.Live || h.applied(c.Hash) < c.Applied) {
		h.changed.Wait()
	}
	stats := h.statsLocked(c.Hash)
	stats["millis"] = time.Since(begin).Milliseconds()
	if expired {
		return stats, fmt.Errorf("not reached within %d ms: %v", c.TimeoutMillis, stats)
	}
	return stats, nil
}

func (h *hub) stats(hash string) map[string]any {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.statsLocked(hash)
}

func (h *hub) statsLocked(hash string) map[string]any {
	return map[string]any{
		"agents": len(h.agents), "live": h.live, "connections": h.connections, "applied": h.applied(hash),
	}
}

func (h *hub) applied(hash string) int {
	count := 0
	for _, agent := range h.agents {
		if hash != "" && agent.applied == hash {
			count++
		}
	}
	return count
}
