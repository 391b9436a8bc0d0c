"""What has to hold before a deploy begins: credentials, a work tree, gates."""
