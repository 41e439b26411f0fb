# Copied from templates/cli/runtime/mcp/__init__.py: edit there, not here.
"""The MCP server `azotte mcp`: the API for agents. `pip install 'azotte[mcp]'`.

`command` has its options, `server` its three tools, and `catalog` the operations that the key can call. `results` makes text of
responses that is safe to give to a model.
"""
