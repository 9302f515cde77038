"""The bytes of a target's file: their encoding, and the archive around them.

The same text makes the same bytes: no clock and no name of a user is in them.
"""

import codecs
import gzip
import lzma
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import IO, Final

_CHUNK: Final = 1 << 20
_ENDINGS: Final = (".tar.gz", ".tgz", ".tar.xz", ".txz", ".zip", ".gz")
# Of XML, the only format that tells its encoding itself.
_DECLARED: Final = 'encoding="UTF-8"'


def encode(source: Path, made: Path, encoding: str) -> None:
    """Write a UTF-8 file in another encoding of Unicode.

    UTF-16 has a byte order mark and is little-endian, on every machine.
    """
    with source.open(encoding="utf-8", newline="") as text, made.open("wb") as file:
        file.write(codecs.BOM_UTF16_LE)
        chunk = text.read(_CHUNK)
        if chunk.startswith("<?xml "):
            chunk = chunk.replace(_DECLARED, f'encoding="{encoding.upper()}"', 1)
        while chunk:
            file.write(chunk.encode("utf-16-le"))
            chunk = text.read(_CHUNK)


def pack(source: Path, made: Path, compression: str, *, name: str) -> None:
    """Compress a file, alone or as the only one of an archive.

    :param compression: ``gzip``, ``zip``, ``targz`` or ``tarxz``
    :param name: name of the compressed file; in an archive the file is called so, without the
        ending of an archive
    """
    inner = unpacked_name(name)
    with source.open("rb") as file, made.open("wb") as target:
        if compression == "zip":
            _zip(file, target, inner)
        elif compression == "tarxz":
            with lzma.open(target, "wb") as stream:
                _tar(file, stream, inner, source.stat().st_size)
        else:
            with gzip.GzipFile("", "wb", fileobj=target, mtime=0) as stream:
                if compression == "targz":
                    _tar(file, stream, inner, source.stat().st_size)
                else:
                    shutil.copyfileobj(file, stream, _CHUNK)


def unpacked_name(name: str) -> str:
    """Give the name of a file without the ending of an archive.

    >>> unpacked_name("people.nq.tar.gz")
    'people.nq'
    """
    found = [each for each in _ENDINGS if name.lower().endswith(each) and len(name) > len(each)]
    return name[: -len(found[0])] if found else name


def _zip(file: IO[bytes], target: IO[bytes], name: str) -> None:
    entry = zipfile.ZipInfo(name)  # dated 1980, the first year that an archive knows
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with (
        zipfile.ZipFile(target, "w") as archive,
        archive.open(entry, "w", force_zip64=True) as packed,
    ):
        shutil.copyfileobj(file, packed, _CHUNK)


def _tar(file: IO[bytes], target: gzip.GzipFile | lzma.LZMAFile, name: str, size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    with tarfile.open(fileobj=target, mode="w|") as archive:
        archive.addfile(entry, file)
