"""Stores of records, artifacts and states: folders and buckets."""
