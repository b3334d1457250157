"""How files of an update repository are fetched: over our own route, never more than was announced.

TUF decides what is to be believed; this only brings bytes, and counts them.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface
from urllib3.exceptions import HTTPError

from companion.domain.addresses import server_address
from companion.domain.errors import UnavailableError
from companion.sync.replies import network_sign_in, retry_after
from companion.sync.routes import CONNECT_SECONDS, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from requests import Response

    from companion.sync.routes import FindProxy

LIST_SECONDS = 60.0
FILE_SECONDS = 3600.0
"""How long a list and an installer may take, whole."""

_SILENCE = 60.0
_SCHEMES = ("https:", "http:")
_CHUNK = 64 * 1024
_GONE = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


class Fetcher(FetcherInterface):
    """Fetches from one address. ``last`` is the name of the file asked for last; ``told`` hears how
    many bytes of it are here.
    """

    def __init__(self, base_url: str, portal_port: int, find_proxy: FindProxy | None) -> None:
        self._route = Route(base_url, portal_port=portal_port, find_proxy=find_proxy)
        self._route.session.headers["Accept"] = "*/*"
        self._route.session.headers["Accept-Encoding"] = "identity"  # counted as they come
        self.seconds = LIST_SECONDS
        self.told: Callable[[int], None] | None = None
        self.last = ""
        self._reply: Response | None = None

    def end(self) -> None:
        """Let go of a download that was refused in the middle; TUF leaves it as it is."""
        if self._reply is not None:
            self._reply.close()
            self._reply = None

    def hang_up(self) -> None:
        """End the download under way at once and take no more."""
        self._route.hang_up()

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.last = url.rpartition("/")[2]
        self._route.begin(self.seconds)
        done = 0
        try:
            reply = self._reply = self._route.session.get(
                url, timeout=(CONNECT_SECONDS, _SILENCE), allow_redirects=False, stream=True
            )
            _check_status(reply.status_code, retry_after(reply.headers))
            while part := reply.raw.read(_CHUNK, decode_content=False):
                done += len(part)
                if self.told is not None:
                    self.told(done)
                yield part
            self.end()
        except (OSError, HTTPError) as error:
            raise self._route.failure_of(error) from error


class FolderFetcher(FetcherInterface):
    """The same from a folder, such as a company's share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_over = False
        self.seconds = LIST_SECONDS
        self.told: Callable[[int], None] | None = None
        self.last = ""

    def end(self) -> None:
        """Do nothing: no file stays open."""

    def hang_up(self) -> None:
        """End what is under way and take no more."""
        self._is_over = True

    def _fetch(self, url: str) -> Iterator[bytes]:
        part, self.last = url.rsplit("/", 2)[-2:]
        done = 0
        try:
            with (self._folder / part / self.last).open("rb") as file:
                while not self._is_over and (block := file.read(_CHUNK)):
                    done += len(block)
                    if self.told is not None:
                        self.told(done)
                    yield block
        except FileNotFoundError as error:
            raise DownloadHTTPError("not there", HTTPStatus.NOT_FOUND) from error
        except OSError as error:
            sentence = f"The folder of updates {self._folder} cannot be read ({error.strerror})."
            raise UnavailableError(sentence, "offline") from error


def fetcher_for(
    place: str, portal_port: int, find_proxy: FindProxy | None
) -> tuple[str, Fetcher | FolderFetcher]:
    """Return the address of a place, written in full, and what fetches from it.

    ``place`` is an address or the full path of a folder.

    Raises:
        RejectedError: ``wrong_address`` or ``insecure_address``.
    """
    folder = Path(place)
    if folder.is_absolute() and not place.startswith(_SCHEMES):
        return folder.as_uri(), FolderFetcher(folder)
    address = server_address(place)
    return address, Fetcher(address, portal_port, find_proxy)


def _check_status(status: int, wait: float | None) -> None:
    if status == HTTPStatus.OK:
        return
    if status in _GONE:
        raise DownloadHTTPError("not there", status)
    if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        raise network_sign_in()
    sentence = "The update server has a problem of its own. Companion asks again later."
    raise UnavailableError(sentence, "server_failed", wait)
