"""Ten tests of a client of an API, in a suite that knows nothing of the JVM."""

import json
import os
import urllib.error
import urllib.request

import pytest

MARKER = os.environ["MARKER"]


def get(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read()


def post(url, fields):
    request = urllib.request.Request(url, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    return json.loads(get(request))


def test_json(vcr):
    assert post(vcr["api"] + "/echo", {"say": "hello"}) == {"say": "hello"}


def test_json_in_another_order(vcr):
    assert post(vcr["api"] + "/echo", {"b": 1, "a": [True, None, 1.5]}) == {"b": 1, "a": [True, None, 1.5]}


def test_text_that_is_not_ascii(vcr):
    assert post(vcr["api"] + "/echo", {"say": "grüße 🎈"})["say"] == "grüße 🎈"


def test_bytes(vcr):
    assert get(vcr["api"] + "/bytes") == bytes(range(256))


def test_stream(vcr):
    with urllib.request.urlopen(vcr["api"] + "/stream", timeout=30) as response:
        events = [line for line in response if line.strip()]
    assert events == [b"data: 1\n", b"data: 2\n", b"data: [DONE]\n"]


def test_equal_calls_have_their_own_answers(vcr):
    assert [get(vcr["api"] + "/count") for _ in range(3)] == [b"1", b"2", b"3"]


def test_redirect(vcr):
    assert get(vcr["api"] + "/from") == b"there"


@pytest.mark.vcr(placeholders={"<MARKER>": MARKER})
def test_marker_of_the_run(vcr):
    assert post(vcr["api"] + "/echo", {"run": MARKER}) == {"run": MARKER}


@pytest.mark.vcr(ignoring=["$.run"])
def test_field_that_does_not_count(vcr):
    assert "say" in post(vcr["api"] + "/echo", {"say": "hello", "run": MARKER})


def test_that_fails(vcr):
    assert post(vcr["api"] + "/echo", {"say": "hello"}) == {"say": "good bye"}
