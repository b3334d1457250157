"""What holds for every answer, whatever was asked."""

from __future__ import annotations

import pytest

from companion.wire.messages import Hello, Refusal

ANSWERS = {
    "found": ("GET", "/v1/hello", 200, None),
    "no token": ("GET", "/v1/pull", 401, "unauthenticated"),
    "no such path": ("GET", "/v1/nowhere", 404, "not_found"),
    "another method": ("DELETE", "/v1/hello", 405, "not_allowed"),
    "push by get": ("GET", "/v1/push", 405, "not_allowed"),
    "no json": ("POST", "/v1/enroll", 415, "not_json"),
    "a slash more": ("GET", "/v1/hello/", 404, "not_found"),
    "a path out of here": ("GET", "/v1/..%2f..%2fetc/passwd", 404, "not_found"),
    "nul": ("GET", "/v1/%00", 404, "not_found"),
    "description": ("GET", "/openapi.json", 200, None),
}


@pytest.fixture
def ask(room):
    def asked(kind):
        method, path, *_ = ANSWERS[kind]
        session = room.client._session
        return session.request(
            method, room.client.address + path, timeout=30, allow_redirects=False
        )

    return asked


@pytest.mark.parametrize("kind", ANSWERS)
def test_answer_when_of_any_kind_then_names_the_server_and_is_json(room, ask, kind):
    *_, status, code = ANSWERS[kind]
    answer = ask(kind)
    assert answer.status_code == status
    assert answer.headers["X-Sync-Server"] == room.client.get("/v1/hello").json()["server_id"]
    assert answer.headers["Content-Type"] == "application/json"
    if code is not None:
        refusal = Refusal.model_validate_json(answer.content)
        assert (refusal.code, bool(refusal.message)) == (code, True)


def test_hello_when_asked_by_anybody_then_has_exactly_its_shape(room):
    answer = room.client.get("/v1/hello")
    hello = Hello.model_validate_json(answer.content)
    assert answer.json().keys() == hello.model_dump(by_alias=True).keys()
    assert (hello.api, hello.schema_) == ((1, 1), (1, 1))
    assert answer.json()["time"].endswith("Z")
