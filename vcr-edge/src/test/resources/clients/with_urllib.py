import hashlib
import json
import sys
import urllib.request

base = sys.argv[1]


def send(path, body=None, kind=None):
    headers = {"Content-Type": kind} if kind else {}
    return urllib.request.urlopen(urllib.request.Request(base + path, body, headers), timeout=30)


def sizes(response):
    pieces = iter(lambda: response.read1(1 << 20), b"")
    return [len(piece) for piece in pieces]


print("json", json.load(send("/json", b'{"say": "hello"}', "application/json")))
boundary = "a-boundary"
part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nthe file\r\n'
multipart = f"--{boundary}\r\n{part}--{boundary}--\r\n".encode()
print("upload", send("/upload", multipart, "multipart/form-data; boundary=" + boundary).read())
print("stream", sizes(send("/stream")))
print("frames", sizes(send("/frames")))
print("download", hashlib.sha256(send("/download").read()).hexdigest())
