package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync/atomic"

	"google.golang.org/protobuf/proto"
)

// wire counts the bytes of one upgraded connection, frames and all, below TLS.
type wire struct {
	in, out atomic.Int64
}

type wireKey struct{}

func withWire(ctx context.Context, w *wire) context.Context {
	return context.WithValue(ctx, wireKey{}, w)
}

func wireOf(r *http.Request) *wire {
	if w, ok := r.Context().Value(wireKey{}).(*wire); ok {
		return w
	}
	return &wire{}
}

type countingWriter struct {
	http.ResponseWriter
	hijacker http.Hijacker
	wire     *wire
}

func (w *countingWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := w.hijacker.Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &countingConn{conn, w.wire}, buffers, nil
}

type countingConn struct {
	net.Conn
	wire *wire
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.wire.in.Add(int64(n))
	return n, err
}

func (c *countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.wire.out.Add(int64(n))
	return n, err
}

// reset makes the next close of conn a TCP reset.
func reset(conn net.Conn) {
	for {
		switch c := conn.(type) {
		case *countingConn:
			conn = c.Conn
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		case *net.TCPConn:
			_ = c.SetLinger(0)
			return
		default:
			return
		}
	}
}

// Opcodes of RFC 6455, section 5.2, with the bit that ends a message.
const (
	continuation = 0x0
	binaryData   = 0x2
	closing      = 0x8
	ping         = 0x9
	final        = 0x80
)

// frame returns one unmasked frame, as a server sends it.
func frame(first byte, payload []byte) []byte {
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 127), uint64(n))
	}
	return append(out, payload...)
}

// fragments returns message as a message of so many frames, the last one empty, with a ping after each frame but the last.
func fragments(message proto.Message, pieces int) ([]byte, error) {
	data, err := proto.Marshal(message)
	if err != nil {
		return nil, err
	}
	if pieces < 2 {
		return nil, fmt.Errorf("a fragmented message has at least 2 pieces: %d", pieces)
	}
	data = append([]byte{0}, data...)
	var out []byte
	opcode := byte(binaryData)
	for i := range pieces - 1 {
		from, to := i*len(data)/(pieces-1), (i+1)*len(data)/(pieces-1)
		out = append(out, frame(opcode, data[from:to])...)
		out = append(out, frame(ping|final, fmt.Appendf(nil, "ping %d", i))...)
		opcode = continuation
	}
	return append(out, frame(continuation|final, nil)...), nil
}

// closeFrame returns a Close frame with a status code and a reason.
func closeFrame(code uint16, reason string) []byte {
	return frame(closing|final, append(binary.BigEndian.AppendUint16(nil, code), reason...))
}

// logger is the reference server's log, on standard error, by endpoint.
type logger string

func (l logger) Debugf(_ context.Context, format string, args ...any) {}

func (l logger) Errorf(_ context.Context, format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s: %s\n", string(l), fmt.Sprintf(format, args...))
}
