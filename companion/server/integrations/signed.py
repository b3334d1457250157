"""Whether a delivery is from whom it says: the Standard Webhooks signature, five minutes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from companion.domain.errors import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SENTENCES = {
    "Missing required headers": (
        "The headers webhook-id, webhook-timestamp and webhook-signature must be there."
    ),
    "Message timestamp too old": "This was signed over five minutes ago. Please sign it anew.",
    "Message timestamp too new": "This is signed for a time to come. Please set the clock right.",
}
_WRONG = "The signature is not of this body with this source's secret."


def check_signature(body: bytes, headers: Mapping[str, str], known: Iterable[str]) -> None:
    """Check that a body was signed with one of these secrets, within five minutes.

    Raises:
        DeniedError: ``unauthenticated``; the sentence says what is wrong.
    """
    sentence = _WRONG
    for secret in known:
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except WebhookVerificationError as error:
            sentence = _SENTENCES.get(str(error), _WRONG)
        except ValueError:  # the library's own words for headers that are no signature
            sentence = _WRONG
        else:
            return
    raise DeniedError(sentence, "unauthenticated")
