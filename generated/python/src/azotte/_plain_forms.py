# Copied from templates/python/runtime/_plain_forms.py: edit there, not here.
"""Models as dictionaries and text, for the packages whose models are classes."""

from __future__ import annotations

from typing import Any

import msgspec


class PlainForms:
    """What the models of each package have in common."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary that `json.dumps` accepts.

        Fields that the contract does not declare are in it, unset ones are not. Fractions are `float`; `to_json` keeps all digits.

        Raises:
            InvalidArgumentError: Something in it cannot be written as JSON. The message names the field.
        """
        fields: dict[str, Any] = msgspec.json.decode(self.to_json())
        return fields

    def to_json(self) -> str:
        """Return the object as JSON text, as `azotte.encode` writes it.

        Raises:
            InvalidArgumentError: Something in it cannot be written as JSON. The message names the field.
        """
        from azotte._json import encode  # which imports the models' base

        return encode(self).decode()
