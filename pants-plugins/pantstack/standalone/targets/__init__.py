"""What the targets of BUILD files mean for the checks."""
