"""What facades promise: deprecated names, and locks of names and signatures."""
