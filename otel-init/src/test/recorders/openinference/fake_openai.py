"""OpenAI's HTTP API on the loopback: asks for the weather first, then answers; every number and id is always the same."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "gpt-4o-mini-2024-07-18"


def usage(prompt, completion, cached=0):
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def call(city):
    arguments = json.dumps({"city": city})
    return {"index": 0, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": arguments}}


def completion(message, reason, tokens):
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}],
        "usage": tokens,
    }


def chunk(choices, tokens=None):
    return {
        "id": "chatcmpl-2",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": choices,
        "usage": tokens,
    }


def stream(deltas, reason):
    for delta in deltas:
        yield chunk([{"index": 0, "delta": delta, "finish_reason": None}])
    yield chunk([{"index": 0, "delta": {}, "finish_reason": reason}])
    yield chunk([], usage(50, 4))


class Handler(BaseHTTPRequestHandler):
    server_version = "fake"
    sys_version = ""

    def date_time_string(self, timestamp=None):
        return "Thu, 01 Jan 1970 00:00:00 GMT"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            self.embed(request)
        elif self.path.endswith("/responses"):
            self.respond()
        else:
            self.chat(request)

    def chat(self, request):
        texts = json.dumps(request["messages"])
        asks = bool(request.get("tools")) and not any(m["role"] == "tool" for m in request["messages"])
        city = "Atlantis" if "Atlantis" in texts else "Oslo"
        if "overloaded" in texts:
            self.answer({"error": {"message": "no", "type": "invalid_request_error"}}, status=400)
        elif request.get("stream") and asks:
            self.events(stream([{"role": "assistant", "tool_calls": [call(city)]}], "tool_calls"))
        elif request.get("stream"):
            self.events(stream([{"role": "assistant", "content": "Wear "}, {"content": "boots."}], "stop"))
        elif asks:
            self.answer(completion({"content": None, "tool_calls": [call(city)]}, "tool_calls", usage(40, 12)))
        else:
            self.answer(completion({"content": "Take an umbrella."}, "stop", usage(60, 8, cached=32)))

    def respond(self):
        text = {"type": "output_text", "text": "Take an umbrella.", "annotations": []}
        self.answer({
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "status": "completed",
            "model": MODEL,
            "output": [
                {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [text]},
            ],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": {
                "input_tokens": 20,
                "input_tokens_details": {"cached_tokens": 16, "cache_write_tokens": 0},
                "output_tokens": 5,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": 25,
            },
        })

    def embed(self, request):
        texts = request["input"] if isinstance(request["input"], list) else [request["input"]]
        self.answer({
            "object": "list",
            "model": request["model"],
            "data": [{"object": "embedding", "index": i, "embedding": [0.6, 0.8]} for i in range(len(texts))],
            "usage": {"prompt_tokens": 9, "total_tokens": 9},
        })

    def answer(self, body, status=200):
        self.send(status, "application/json", json.dumps(body))

    def events(self, chunks):
        lines = [f"data: {json.dumps(c)}\n\n" for c in chunks]
        self.send(200, "text/event-stream", "".join(lines) + "data: [DONE]\n\n")

    def send(self, status, content_type, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


def start():
    """Returns the base URL of a server that lives as long as the process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/v1"
