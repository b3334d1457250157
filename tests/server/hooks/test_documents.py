"""The schemas and examples of webhooks agree, and the page of the documentation has them all."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from fastapi import FastAPI

from companion.domain.errors import UnavailableError
from companion.server.app import add_routes
from companion.server.hooks.bodies import PARTS, schema_of
from companion.server.hooks.events import CHOOSABLE, MEANINGS, EventType
from companion.server.hooks.examples import example_of
from companion.server.hooks.seals import new_secret, seal, unseal
from companion.server.openapi import describe
from tests.documents.webhooks import PAGE, written


@pytest.mark.parametrize("kind", EventType)
def test_example_when_compared_with_its_schema_then_valid(kind):
    jsonschema.validate(example_of(kind), schema_of(kind))


def test_kinds_when_listed_then_each_has_a_meaning_and_a_body():
    assert set(MEANINGS) == set(PARTS) == set(EventType)
    assert set(CHOOSABLE) == set(EventType) - {EventType.ENDPOINT_TEST}


def test_page_when_compared_with_the_code_then_says_the_same():
    assert PAGE.read_text() == written()


def test_secret_when_sealed_then_only_the_same_key_opens_it():
    secret = new_secret()
    sealed = seal("a" * 32, secret)
    assert secret.encode() not in sealed
    assert unseal("a" * 32, sealed) == secret
    with pytest.raises(UnavailableError, match="secret key has changed"):
        unseal("b" * 32, sealed)


def test_description_when_read_then_each_kind_is_there_and_every_reference_leads_somewhere():
    app = FastAPI(docs_url=None, redoc_url=None)
    add_routes(app)
    described = describe(app)
    assert set(described["webhooks"]) == {each.value for each in EventType}
    references = re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described))
    assert set(references) <= set(described["components"]["schemas"])
