"""The name of a scenario file, which remembers what the file said."""

from __future__ import annotations

import hashlib
import json
from typing import Any


class FileName(str):
    """The name of a file, without its folder, with the digest of what was in it: files may share a name."""

    __slots__ = ("digest",)

    digest: str

    @classmethod
    def of(cls, name: str, content: Any) -> FileName:
        """Name a file of this content: its values and their order, whatever its comments and line ends."""
        named = cls(name)
        named.digest = hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
        return named
