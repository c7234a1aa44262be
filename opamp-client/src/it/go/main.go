// Command opamp-interop serves the reference OpAMP server to the interop tests of opamp-client.
//
// It listens on loopback ports (plain and TLS, each with and without WebSocket compression), tells what it sees as one
// JSON object per line on standard output, takes commands as one JSON object per line on standard input, and exits when
// standard input ends. docs/interop.md describes both directions.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

func main() {
	var options options
	flag.StringVar(&options.certificate, "cert", "", "PEM file of the server's certificate chain; without it there is no TLS")
	flag.StringVar(&options.key, "key", "", "PEM file of the server's private key")
	flag.StringVar(&options.clientCA, "client-ca", "", "PEM file of the authorities whose client certificates are required")
	certificates := flag.String("write-certificates", "", "only write throwaway certificates into this directory")
	flag.Parse()
	if *certificates != "" {
		if err := writeCertificates(*certificates); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := run(options, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	certificate, key, clientCA string
}

// run serves until in ends. It does not wait for live connections: the process ends with them.
func run(options options, in io.Reader, out io.Writer) error {
	hub := newHub(out)
	urls, err := listen(options, hub)
	if err != nil {
		return err
	}
	hub.tell(map[string]any{"event": "listening", "endpoints": urls})
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var command command
		if err := json.Unmarshal(line, &command); err != nil {
			return fmt.Errorf("not a command: %w", err)
		}
		// A command may wait, and the next one may be what it waits for.
		go hub.answer(command)
	}
}

// listen starts one reference server per endpoint and returns their URLs by name.
func listen(options options, hub *hub) (map[string]string, error) {
	secure, err := tlsConfig(options)
	if err != nil {
		return nil, err
	}
	endpoints := []struct {
		name, scheme string
		config       *tls.Config
		deflate      bool
	}{
		{"plain", "http", nil, false},
		{"plain-deflate", "http", nil, true},
		{"tls", "https", secure, false},
		{"tls-deflate", "https", secure, true},
	}
	urls := map[string]string{}
	for _, endpoint := range endpoints {
		if endpoint.scheme == "https" && secure == nil {
			continue
		}
		reference := server.New(logger(endpoint.name))
		err := reference.Start(server.StartSettings{
			Settings: server.Settings{
				Callbacks:          types.Callbacks{OnConnecting: hub.onConnecting(endpoint.name)},
				EnableCompression:  endpoint.deflate,
				CustomCapabilities: []string{customCapability},
			},
			ListenEndpoint: "127.0.0.1:0",
			// The server adds its protocols to what it is given.
			TLSConfig:      endpoint.config.Clone(),
			HTTPMiddleware: func(next http.Handler) http.Handler { return hub.faulty(endpoint.name, countBytes(next)) },
		})
		if err != nil {
			return nil, err
		}
		port := reference.Addr().(*net.TCPAddr).Port
		urls[endpoint.name] = fmt.Sprintf("%s://127.0.0.1:%d/v1/opamp", endpoint.scheme, port)
	}
	if urls["files"], err = hub.listenFiles("http", nil); err != nil {
		return nil, err
	}
	if secure != nil {
		// The client certificate of the OpAMP connection is not for what it downloads.
		files := &tls.Config{Certificates: secure.Certificates, MinVersion: secure.MinVersion}
		if urls["files-tls"], err = hub.listenFiles("https", files); err != nil {
			return nil, err
		}
	}
	return urls, nil
}

func tlsConfig(options options) (*tls.Config, error) {
	if options.certificate == "" {
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(options.certificate, options.key)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if options.clientCA != "" {
		pem, err := os.ReadFile(options.clientCA)
		if err != nil {
			return nil, err
		}
		config.ClientCAs = x509.NewCertPool()
		if !config.ClientCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("no certificate in %s", options.clientCA)
		}
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config, nil
}

// countBytes lets the tests see what a WebSocket connection weighs on the wire.
func countBytes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hijacker, ok := w.(http.Hijacker)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		wire := &wire{}
		next.ServeHTTP(&countingWriter{w, hijacker, wire}, r.WithContext(withWire(r.Context(), wire)))
	})
}
