"""A zip from strangers → its files, or the reason why it is not opened. Pure."""

import io
import stat
import unicodedata
import zipfile
import zlib

MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
# A text of a few blanks packs well beyond any ratio; that is no bomb.
SMALL = 1_000_000
MAX_MEMBERS = 5_000
READ_AT_ONCE = 1 << 20


class Unsafe(ValueError):
    """The archive is not opened; the text is a code, or "code: detail"."""


def unpack(data: bytes) -> dict[str, bytes]:
    """Give path → bytes of all files. Raises Unsafe: too large or too many, paths leading out, links, passwords."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as reason:
        raise Unsafe(f"not_zip: {reason}") from None
    except (ValueError, UnicodeDecodeError, OverflowError, MemoryError) as reason:
        if isinstance(reason, Unsafe):
            raise
        raise Unsafe(f"not_zip: {reason}") from None


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise Unsafe(f"too_many_files: {len(infos)}")
    for info in infos:
        _check(info)
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for info in infos:
        if info.is_dir():
            continue
        # Sizes written in a zip may be lies: counted while reading.
        limit = min(left, max(info.compress_size * MAX_RATIO, SMALL))
        content = bytearray()
        with archive.open(info) as file:
            while part := file.read(READ_AT_ONCE):
                content += part
                if len(content) > limit:
                    raise Unsafe(f"too_large: {info.filename}")
        left -= len(content)
        # Some systems write letters and accents apart; addresses in the files do not.
        path = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
        found.setdefault(path, bytes(content))
    return found


def _check(info: zipfile.ZipInfo) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
        raise Unsafe(f"path: {info.filename}")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unsafe(f"link: {info.filename}")
    if info.flag_bits & 1:
        raise Unsafe(f"password: {info.filename}")
