"""Where the runner keeps things: paths, and stores in folders and buckets."""
