"""What BUILD files and pants.toml declare."""
