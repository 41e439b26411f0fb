"""The command line `azotte`. `pip install 'azotte[cli]'`.

`app` has the root and the exit codes, and `table` the vocabulary of the generated `groups`. `api_commands` makes a command of
each entry, `sending` makes the call, `printing` shows the response, and `profiles` stores keys. `mcp` is the server for agents.
"""
