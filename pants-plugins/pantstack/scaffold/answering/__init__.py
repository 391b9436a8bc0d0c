"""How a person or a program gives answers: in a file, and at prompts."""
