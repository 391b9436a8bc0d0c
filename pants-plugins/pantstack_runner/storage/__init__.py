"""Where records and artifacts are kept: folders and buckets."""
