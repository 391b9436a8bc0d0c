"""The requests of the backend, as the runner reads them."""
