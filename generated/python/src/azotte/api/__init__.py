# Generated from openapi/ and templates/python/api_init.py.jinja: edit there, not here.
"""The API as functions: `azotte.api.<tag>.<operation>`.

`call` builds the call of an operation without sending it: pass it to `client.send`. `sync`, `sync_detailed`, `asyncio` and
`asyncio_detailed` take the client and then the same arguments, and send it.
"""
