"""Paths of the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi" / "azotte.yaml"
TEMPLATES = ROOT / "templates"
GENERATED = ROOT / "generated"
