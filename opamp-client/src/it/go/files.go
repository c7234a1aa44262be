package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// file is what agents may download, and how they get it.
type file struct {
	content []byte
	etag    string
	// Busy answers so many requests with 503 and this Retry-After in seconds.
	Busy              int `json:"busy"`
	RetryAfterSeconds int `json:"retryAfterSeconds"`
	// Cut ends each of so many connections after CutAfter bytes of its answer.
	Cut      int `json:"cut"`
	CutAfter int `json:"cutAfter"`
	// NoRange serves the whole file whatever range is asked for.
	NoRange bool `json:"noRange"`
	// NoLength serves it without a Content-Length.
	NoLength bool `json:"noLength"`
	// TooLong announces so many bytes more than there are; negative: fewer, of which the rest is never sent.
	TooLong int `json:"tooLong"`
	// Location redirects to another URL.
	Location string `json:"location"`
	// Wrong serves other bytes than those whose hash is told.
	Wrong bool `json:"wrong"`
}

// serve makes a file of so many bytes, always the same for a name and a size, and returns what an offer of it needs.
func (h *hub) serve(c command) (map[string]any, error) {
	if c.Name == "" || strings.Contains(c.Name, "/") {
		return nil, fmt.Errorf("a file has a name without slash: %q", c.Name)
	}
	if c.Fill < 1 {
		return nil, fmt.Errorf("a file has at least one byte: %d", c.Fill)
	}
	served := c.file
	served.content = make([]byte, c.Fill)
	seed := sha256.Sum256([]byte(c.Name))
	source := rand.NewChaCha8(seed)
	_, _ = source.Read(served.content)
	sum := sha256.Sum256(served.content)
	served.etag = `"` + hex.EncodeToString(sum[:8]) + `"`
	if served.Wrong {
		served.content[len(served.content)/2] ^= 1
	}
	h.change(func() { h.files[c.Name] = &served })
	return map[string]any{"sha256": hex.EncodeToString(sum[:]), "path": "/files/" + c.Name}, nil
}

func (h *hub) serveFile(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/files/")
	h.mu.Lock()
	known := h.files[name]
	var now file
	if known != nil {
		now = *known
		if known.Busy > 0 {
			known.Busy--
		} else if known.Cut > 0 {
			known.Cut--
		}
	}
	h.mu.Unlock()
	h.tell(map[string]any{"event": "file", "path": r.URL.Path, "headers": headers(r.Header)})
	switch {
	case known == nil:
		http.NotFound(w, r)
	case now.Busy > 0:
		w.Header().Set("Retry-After", fmt.Sprint(now.RetryAfterSeconds))
		w.WriteHeader(http.StatusServiceUnavailable)
	case now.Location != "":
		w.Header().Set("Location", now.Location)
		w.WriteHeader(http.StatusTemporaryRedirect)
	default:
		now.give(w, r)
	}
}

func (f file) give(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", f.etag)
	w.Header().Set("Content-Type", "application/octet-stream")
	if f.NoRange {
		r.Header.Del("Range")
	}
	switch {
	case f.Cut > 0:
		http.ServeContent(&cutWriter{w, f.CutAfter}, r, "", time.Time{}, bytes.NewReader(f.content))
	case f.NoLength:
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(f.content)
	case f.TooLong != 0:
		w.Header().Set("Content-Length", fmt.Sprint(len(f.content)+f.TooLong))
		_, _ = w.Write(f.content[:min(len(f.content), len(f.content)+f.TooLong)])
	default:
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
	}
}

// cutWriter breaks off after so many bytes.
type cutWriter struct {
	http.ResponseWriter
	left int
}

func (w *cutWriter) Write(p []byte) (int, error) {
	if len(p) <= w.left {
		w.left -= len(p)
		return w.ResponseWriter.Write(p)
	}
	_, _ = w.ResponseWriter.Write(p[:w.left])
	abort(w.ResponseWriter)
	return 0, nil
}

// listenFiles serves the files on a port of its own and returns its URL, without path.
func (h *hub) listenFiles(scheme string, config *tls.Config) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	url := fmt.Sprintf("%s://%s", scheme, listener.Addr())
	if config != nil {
		listener = tls.NewListener(listener, config.Clone())
	}
	files := &http.Server{Handler: http.HandlerFunc(h.serveFile), ReadHeaderTimeout: time.Minute}
	go func() {
		fmt.Fprintln(os.Stderr, "files:", files.Serve(listener))
	}()
	return url, nil
}
