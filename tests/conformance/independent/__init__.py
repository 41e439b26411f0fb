"""A small server of the API, written from the contract alone: Starlette and SQLite, no line of the sandbox.

The contract tests are held to it as to a backend that another team wrote. `readings` has other honest ways to read the contract,
`mistakes` has bugs that backend teams make.
"""
