"""Records requests with vcrpy. Arguments: the cassette, then for each request its method, its URL and its body."""
import sys
import urllib.request

import vcr

cassette, calls = sys.argv[1], sys.argv[2:]
with vcr.VCR(record_mode="all").use_cassette(cassette):
    for method, url, body in zip(calls[0::3], calls[1::3], calls[2::3]):
        request = urllib.request.Request(url, data=body.encode() or None, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request) as response:
            response.read()
