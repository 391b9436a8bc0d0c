"""Which imports cross from one module, or one of its layers, into another."""
