"""`--prune`: what no deploy needs any more goes."""
