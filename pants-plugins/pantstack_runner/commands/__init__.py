"""One module per action: `run` carries a request out; a deploy action has an `ACTION` for the processes of modules."""
