"""The Azotte platform in miniature: a server that keeps the contract, with real keys and real data.

Where to look:

- `cli`        the `azotte-sandbox` command line
- `serving`    puts the parts together and runs them under uvicorn, behind the edge in `protocol`
- `app`        one request from its first byte to its answer: id, key, limit, checks, handler, headers
- `contract`   routes, parameters, key rules, checks and error codes, all read from the bundled contract
- `resources`  what each operation does, one module a tag
- `billing`    what happens when time passes: trials, renewals, payments
- `store`      where data is kept, and the rules every engine keeps
- `auth`       who calls; `keys` issues, rotates and revokes
- `limits`     how often they may
- `webhooks`   telling the integrator's server what happened
"""

__version__ = "1.0.0"
