# Generated from openapi/ and templates/python/api_init.py.jinja: edit there, not here.
"""The API as functions: `azotte.api.<tag>.<operation>`, each with `call`, `sync`, `sync_detailed`, `asyncio` and
`asyncio_detailed`.
"""
