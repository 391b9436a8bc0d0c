"""Python in other forms than files of its own."""
