"""`--prune`: removes what no deploy needs any more."""
