"""Writes docs/clients.md: `python -m tests.parity`."""

from tests.parity.document import FILE, document

if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
    print(FILE)
