"""Gives each test a cassette of the edge that VCR_EDGE names."""

import json
import os
import urllib.request

import pytest

EDGE = os.environ.get("VCR_EDGE", "http://127.0.0.1:8099")
PHASES = pytest.StashKey()


def control(path, **fields):
    request = urllib.request.Request(
        EDGE + "/__vcr/tests" + path, json.dumps(fields).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    item.stash.setdefault(PHASES, []).append(report)


@pytest.fixture
def vcr(request):
    """The base URL of each mount, for this test."""
    marker = request.node.get_closest_marker("vcr")
    options = marker.kwargs if marker else {}
    test = control("", name=request.node.nodeid.replace("::", "/"), **options)
    yield test["urls"]
    phases = request.node.stash.get(PHASES, [])
    report = control(f"/{test['id']}/end", outcome="failed" if any(p.failed for p in phases) else "passed")
    if report["refusals"]:
        pytest.fail("\n".join(report["refusals"]), pytrace=False)


def pytest_configure(config):
    config.addinivalue_line("markers", "vcr(mode, ignoring, placeholders): options of the cassette")
