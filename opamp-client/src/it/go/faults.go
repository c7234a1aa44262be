package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
)

// fault is what the next requests, upgrades among them, are answered with before the library sees them.
type fault struct {
	refusal
	// Bytes is the length of the body, all zeros.
	Bytes int `json:"bytes"`
	// Gzip compresses the body, whatever the request accepts.
	Gzip bool `json:"gzip"`
	// Break ends the connection after half of the body.
	Break bool `json:"break"`
	// Stall answers nothing until the client has gone.
	Stall bool `json:"stall"`
}

// faulty stands before the library.
func (h *hub) faulty(endpoint string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		fault := h.faults.take()
		h.mu.Unlock()
		if fault == nil {
			next.ServeHTTP(w, r)
			return
		}
		// Only once the request is read does the server notice that its client goes.
		_, _ = io.Copy(io.Discard, r.Body)
		h.tell(map[string]any{
			"event": "fault", "endpoint": endpoint, "method": r.Method, "path": r.URL.Path, "headers": headers(r.Header),
		})
		fault.happen(w, r)
	})
}

func (f fault) happen(w http.ResponseWriter, r *http.Request) {
	if f.Stall {
		<-r.Context().Done()
		return
	}
	body := make([]byte, f.Bytes)
	if f.Gzip {
		body = gzipped(body)
		w.Header().Set("Content-Encoding", "gzip")
	}
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(f.Status)
	if f.Break {
		_, _ = w.Write(body[:len(body)/2])
		abort(w)
	}
	_, _ = w.Write(body)
}

// abort sends what is written so far and ends the connection, or the stream of HTTP/2, without the rest.
func abort(w http.ResponseWriter) {
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func gzipped(body []byte) []byte {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	_, _ = writer.Write(body)
	_ = writer.Close()
	return out.Bytes()
}

// faults holds them in order; each happens to so many requests.
type faults []fault

func (q *faults) take() *fault {
	if len(*q) == 0 {
		return nil
	}
	next := (*q)[0]
	if (*q)[0].Times--; (*q)[0].Times <= 0 {
		*q = (*q)[1:]
	}
	return &next
}
