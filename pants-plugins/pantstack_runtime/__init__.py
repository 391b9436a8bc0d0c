"""Services of this machine: processes and containers, their ports and their health.

| module | what it does |
|---|---|
| `process` | starts a service as a process of its own session, and ends it |
| `container` | starts a service in a container, and ends it |
| `docker` | runs Docker's command line |
| `marks` | marks services, and finds what runs by its mark |
| `process_identity` | tells a process apart from later ones with the same number |
| `ports` | keeps the same port for the same owner |
| `health` | waits until a service answers `GET /health` with 200 |

The runner, `stack/infra` and the runtimes of artifact kinds use it; it uses the standard library only.
"""
