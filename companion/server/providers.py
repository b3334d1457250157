"""Signing in with OpenID Connect: what we ask a provider, and what we believe of its answer.

Authorisation code with PKCE (S256), a state against forged answers and a nonce against replayed
ones. The ID token's signature, issuer, audience, age and nonce are checked against the provider's
own published keys; an email counts only when the provider says that it has checked it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from companion.domain.errors import DeniedError, UnavailableError

if TYPE_CHECKING:
    from companion.server.outside import Provider

TIMEOUT_SECONDS = 10.0
_SCOPE = "openid email profile"
_SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]
_LEEWAY_SECONDS = 60
_LARGEST = 256 * 1024
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that has been sent to the provider and is not back yet; the browser keeps it."""

    state: str
    nonce: str
    verifier: str
    next: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for. ``email`` is empty unless the provider has checked it."""

    subject: str
    email: str


def begin(provider: Provider, return_to: str, after: str) -> tuple[str, Pending]:
    """Return the address to send the browser to, and what it must bring back.

    Raises:
        UnavailableError: ``provider_away``.
    """
    pending = Pending(generate_token(32), generate_token(32), generate_token(64), after)
    with closing(_session(provider, return_to)) as session:
        facts = _facts(session, provider)
        address, _ = session.create_authorization_url(
            facts["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
        )
    return str(address), pending


def finish(provider: Provider, return_to: str, pending: Pending, answer: str) -> Vouched:
    """Exchange the provider's answer (the address it sent the browser to) for who it vouches for.

    Raises:
        DeniedError: ``not_vouched``: the person declined, or the answer is not one to believe.
        UnavailableError: ``provider_away``.
    """
    with closing(_session(provider, return_to)) as session:
        facts = _facts(session, provider)
        try:
            token = session.fetch_token(
                facts["token_endpoint"],
                authorization_response=answer,
                state=pending.state,
                code_verifier=pending.verifier,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            claims = _claims(session, provider, facts, pending, str(token["id_token"]))
            about = _asked(session, facts["userinfo_endpoint"])
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise _not_vouched() from error
        except requests.RequestException as error:
            raise _away() from error
    if about.get("sub") != claims["sub"]:
        raise _not_vouched()
    email = about.get("email") if about.get("email_verified") is True else ""
    return Vouched(f"{provider.issuer} {claims['sub']}", email if isinstance(email, str) else "")


def _session(provider: Provider, return_to: str) -> Any:
    session = OAuth2Session(
        provider.client_id,
        provider.client_secret or None,
        scope=_SCOPE,
        redirect_uri=return_to,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if provider.client_secret else "none",
    )
    session.trust_env = False  # a .netrc would replace what we show
    return session


def _facts(session: Any, provider: Provider) -> dict[str, Any]:
    """Ask the provider where its doors are; it must call itself what we call it."""
    try:
        facts = _asked(session, provider.issuer + _DISCOVERY, withhold_token=True)
    except (requests.RequestException, ValueError) as error:
        raise _away() from error
    if str(facts.get("issuer", "")).rstrip("/") != provider.issuer:
        raise _away()
    return facts


def _asked(session: Any, address: str, **more: Any) -> dict[str, Any]:
    answer = session.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False, **more)
    answer.raise_for_status()
    if len(answer.content) > _LARGEST:
        raise ValueError("more than a provider has to say")
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - every bad answer is one kind
    return found


def _claims(
    session: Any, provider: Provider, facts: dict[str, Any], pending: Pending, id_token: str
) -> dict[str, Any]:
    published: Any = _asked(session, facts["jwks_uri"], withhold_token=True)
    keys = KeySet.import_key_set(published)
    claims = dict(jwt.decode(id_token, keys, algorithms=_SIGNED_WITH).claims)
    registry = JWTClaimsRegistry(
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "values": [facts["issuer"]]},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": pending.nonce},
    )
    registry.validate(claims)
    if not isinstance(claims["sub"], str) or len(claims["sub"]) > _LONGEST_SUBJECT:
        raise ValueError("no subject")
    return claims


def _not_vouched() -> DeniedError:
    sentence = "Signing in with that account did not work. Please try again, or use your password."
    return DeniedError(sentence, "not_vouched")


def _away() -> UnavailableError:
    sentence = "The sign-in provider cannot be reached right now. Please try again in a minute."
    return UnavailableError(sentence, "provider_away")
