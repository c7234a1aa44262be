"""The spans of a run, one JSON object a line: without times and ports, ids counted in the order of their start."""

import json
import re
import threading

from opentelemetry.sdk.trace import SpanProcessor

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d+")


class Recording(SpanProcessor):
    def __init__(self):
        self._lock = threading.Lock()
        self._spans = []

    def on_end(self, span):
        with self._lock:
            self._spans.append(span)

    def write(self, path):
        spans = sorted(self._spans, key=lambda span: span.start_time)
        ids, uuids = {}, {}

        def number(value, digits):
            return ids.setdefault((value, digits), f"{len(ids) + 1:0{digits}x}")

        def steady(value):
            if isinstance(value, (list, tuple)):
                return [steady(element) for element in value]
            if not isinstance(value, str):
                return value
            value = LOOPBACK.sub("http://127.0.0.1:1", value)
            return UUID.sub(lambda found: uuids.setdefault(found[0], f"00000000-0000-0000-0000-{len(uuids):012x}"), value)

        with open(path, "w", encoding="utf-8") as out:
            for span in spans:
                line = {
                    "name": span.name,
                    "status": span.status.status_code.name,
                    "traceId": number(span.context.trace_id, 32),
                    "spanId": number(span.context.span_id, 16),
                }
                if span.parent:
                    line["parentSpanId"] = number(span.parent.span_id, 16)
                line["attributes"] = {key: steady(span.attributes[key]) for key in sorted(span.attributes)}
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
