"""Words and numbers for people: escaping, the width of characters, plurals."""
