"""Signing in through the organisation's directory, against one that this test is: it signs real
tokens with RSA and serves its keys, so that whatever is wrong with one is wrong for our reader."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.web.office.signed import code_now, make_staff

pytest.importorskip("mozilla_django_oidc", reason="the oidc extra is not installed")
jwt = pytest.importorskip("jwt", reason="the oidc extra is not installed")

CLIENT, SECRET = "the-survey", "what-the-survey-shows-to-the-directory"
MEMBER = "reader@office.example"


class Provider:
    """A directory: its key, what it was asked for, and what it says of whoever comes."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

        self.key = self.signs_with = generate_private_key(65537, 2048)
        self.asked: dict[str, str] = {}
        self.token: dict[str, object] = {}  # what differs from a right token
        self.user: dict[str, object] = {}
        self.algorithm = "RS256"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def environ(self) -> dict[str, str]:
        where = {key: f"{self.address}/{key.lower()}" for key in ("TOKEN", "USER", "KEYS")}
        where |= {"AUTHORIZATION": f"{self.address}/authorize", "ISSUER": self.address}
        named = where | {"CLIENT": CLIENT, "SECRET": SECRET}
        return {f"TEMPEN_OIDC_{key}": value for key, value in named.items()}

    def claims(self) -> dict[str, object]:
        now = int(time.time())
        right = {"iss": self.address, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60}
        right["nonce"] = self.asked.get("nonce", "")
        return {key: value for key, value in (right | self.token).items() if value is not None}

    def id_token(self) -> str:
        key = SECRET if self.algorithm == "HS256" else self.signs_with
        signed = None if self.algorithm == "none" else key
        return jwt.encode(self.claims(), signed, self.algorithm, headers={"kid": "one"})

    def keys(self) -> dict[str, object]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "alg": "RS256"}]}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                user = {"sub": "7", "email": MEMBER, "email_verified": True} | provider.user
                self.say(provider.keys() if self.path == "/keys" else user)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                sent = {key: values[0] for key, values in parse_qs(body).items()}
                known = provider.asked["code_challenge"] == challenge(sent["code_verifier"])
                assert known and sent["code"] == "a-code"
                self.say({"access_token": "a", "id_token": provider.id_token()})

            def say(self, told: dict[str, object]) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed while tests run."""

        return Handler


def challenge(verifier: str) -> str:
    """PKCE: what was told before, of what is shown now (RFC 7636)."""
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    found = Provider()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def directory(on_sqlite, provider, monkeypatch) -> Iterator[Provider]:
    """The office with the directory set up, as its environment would."""
    from django.test import override_settings
    from django.urls import include, path

    from tempen.web import urls
    from tempen.web.office import oidc
    from tempen.web.office import urls as office

    for name, value in provider.environ().items():
        monkeypatch.setenv(name, value)
    provider.token, provider.user, provider.algorithm = {}, {}, "RS256"
    provider.signs_with = provider.key
    addresses = ModuleType("addresses")
    inside = include(([*office.urlpatterns, *oidc.urls()], "office"))
    addresses.urlpatterns = [path("office/", inside), *urls.urlpatterns]  # type: ignore[attr-defined]
    make_staff("reader")
    with override_settings(**oidc.read_settings(), ROOT_URLCONF=addresses):
        yield provider


def come_back(provider: Provider, state: str = ""):
    """To the directory and back, as a browser goes; the browser, and where it was sent."""
    from django.test import Client

    client = Client(headers={"Accept-Language": "en"})
    away = client.get("/office/oidc/")["Location"]
    provider.asked = {key: values[0] for key, values in parse_qs(urlsplit(away).query).items()}
    assert away.startswith(f"{provider.address}/authorize?")
    back = {"code": "a-code", "state": state or provider.asked["state"]}
    return client, client.get("/office/oidc/callback/", back)["Location"]


def test_a_member_comes_in_with_the_second_factor_as_well(directory):
    client, to = come_back(directory)
    assert to == "/office/code/"
    assert client.get("/office/").status_code == 302  # the directory's word is not enough
    assert client.post("/office/code/", {"code": code_now()})["Location"] == "/office/"
    assert client.get("/office/").status_code == 200
    assert directory.asked["code_challenge_method"] == "S256"


TOKENS = {
    "another directory": {"iss": "https://elsewhere.example"},
    "no directory": {"iss": None},
    "another service": {"aud": "another-service"},
    "several services, given to another": {"aud": [CLIENT, "another"], "azp": "another"},
    "no service": {"aud": None},
    "another sign-in": {"nonce": "of-yesterday"},
    "no sign-in": {"nonce": None},
    "past": {"exp": 1},
    "without end": {"exp": None},
    "not yet": {"nbf": 4_000_000_000},
    "about nobody": {"sub": None},
}
USERS = {
    "address not confirmed": {"email_verified": False},
    "no address": {"email": None},
    "no member": {"email": "stranger@office.example"},
    "somebody else than the token": {"sub": "8"},
}


@pytest.mark.parametrize("what", TOKENS)
def test_a_token_is_refused_that_is(directory, what):
    directory.token = TOKENS[what]
    refused(directory)


@pytest.mark.parametrize("what", USERS)
def test_an_account_is_refused_with(directory, what):
    directory.user = USERS[what]
    refused(directory)


@pytest.mark.parametrize("what", ["another key", "HS256", "none"])
def test_a_signature_is_refused_by(directory, what):
    """Another key than the one that is served; our own secret; none at all."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    if what == "another key":
        directory.signs_with = generate_private_key(65537, 2048)
    else:
        directory.algorithm = what
    refused(directory)


def test_an_answer_that_nobody_asked_for_is_refused(directory):
    refused(directory, state="of-somebody-else")


def refused(provider: Provider, state: str = "") -> None:
    client, to = come_back(provider, state)
    assert to == "/office/sign-in/?directory=no"
    assert "did not open the office" in client.get(to).content.decode()
    assert client.post("/office/code/", {"code": code_now()})["Location"] == "/office/sign-in/"
    assert client.get("/office/").status_code == 302
