"""The Azotte platform in miniature: a server that implements the contract, with real keys and real data.

Where to look:

- `app`         a request from top to bottom; `create_app` returns the ASGI application
- `server`      runs it under uvicorn; `background` is what happens beside requests
- `control`     the control API, which tests call over HTTP
- `cli`         the `azotte-sandbox` command line, a client of the control API
- `contract`    routes, parameters, key rules, checks and error codes, all read from the bundled contract
- `resources`   what each operation does, one module a tag
- `billing`     what happens when time passes: trials, renewals, payments
- `store`       where data is kept, and the rules every engine keeps
- `auth`        who calls; `keys` issues, rotates and revokes
- `limits`      how often they may call
- `webhooks`    delivers events to the integrator's server
"""

from azotte_sandbox.app import App, create_app
from azotte_sandbox.sandbox import Sandbox, Settings

__all__ = ["App", "Sandbox", "Settings", "create_app"]
__version__ = "1.0.0"
