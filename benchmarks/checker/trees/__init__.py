"""Trees of Python files with modules, facades and planted violations, made from a seed or from packages of PyPI."""
