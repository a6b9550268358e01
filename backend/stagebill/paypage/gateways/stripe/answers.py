"""What an answer of Stripe comes to: a body that can be read, a no that stays one, or nobody knows."""

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from stagebill.paypage.gateway import KeyDead, NotThere, StartRefused, Unreachable
from stagebill.paypage.gateways.stripe.api import Answer
from stagebill.paypage.gateways.stripe.wire import Problem, Refused

CLIENT_ERROR: Final = 400
SERVER_ERROR: Final = 500
_NO: Final[Mapping[int, type[Unreachable]]] = {401: KeyDead, 404: NotThere}
_refused = msgspec.json.Decoder(Refused)

T = TypeVar("T")


def problem_in(answer: Answer) -> Problem:
    """Why Stripe says no, as far as it can be read."""
    try:
        return _refused.decode(answer.body).error
    except msgspec.MsgspecError:
        return Problem()


def decoded(answer: Answer, decoder: msgspec.json.Decoder[T]) -> T:
    """Raises Unreachable for any no, and for what cannot be read."""
    if answer.status >= CLIENT_ERROR:
        raise _NO.get(answer.status, Unreachable)(f"{answer.status} {problem_in(answer).code or ''}".strip())
    return readable(answer, decoder)


def readable(answer: Answer, decoder: msgspec.json.Decoder[T]) -> T:
    """The body of an answer that is no refusal. Raises Unreachable."""
    try:
        return decoder.decode(answer.body)
    except msgspec.MsgspecError as error:
        raise Unreachable(f"an answer that cannot be read: {error}") from error


def start_refused(answer: Answer, code: str | None, unnamed: str) -> Exception:
    """A no that stays a no under this key, named by its code. A server that fails may have done it, unless it
    repeats itself.
    """
    if answer.status in (401, 403):
        return StartRefused("key_refused" if answer.status == 401 else "rights_missing")
    if answer.status < SERVER_ERROR and answer.status not in (409, 429):
        return StartRefused(code or unnamed)
    if answer.is_replay:
        return StartRefused("failed_for_good")
    return Unreachable(f"{answer.status} {code or ''}".strip())
