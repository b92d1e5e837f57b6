import hashlib
import sys

import requests

base = sys.argv[1]


def sizes(response):
    return [len(piece) for piece in response.iter_content(None)]


print("json", requests.post(base + "/json", json={"say": "hello"}).json())
print("upload", requests.post(base + "/upload", files={"file": ("a.txt", b"the file")}).content)
print("stream", sizes(requests.get(base + "/stream", stream=True)))
print("frames", sizes(requests.get(base + "/frames", stream=True)))
print("download", hashlib.sha256(requests.get(base + "/download").content).hexdigest())
