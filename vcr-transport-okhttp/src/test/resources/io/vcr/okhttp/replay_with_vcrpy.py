"""Replays a cassette with vcrpy, no network allowed, and prints what a client sees: one JSON object a line.

Arguments: the cassette, then for each request its method, its URL and its body.
"""
import base64
import json
import sys
import urllib.request

import vcr

cassette, calls = sys.argv[1], sys.argv[2:]
recorder = vcr.VCR(record_mode="none", match_on=["method", "uri", "body"])
with recorder.use_cassette(cassette):
    for method, url, body in zip(calls[0::3], calls[1::3], calls[2::3]):
        request = urllib.request.Request(url, data=body.encode() or None, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request) as response:
            print(json.dumps({
                "status": response.status,
                "headers": [list(pair) for pair in response.headers.items()],
                "body": base64.b64encode(response.read()).decode(),
            }))
