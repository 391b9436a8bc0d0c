"""What the classes, functions and variables of a file look like to whoever uses them."""
