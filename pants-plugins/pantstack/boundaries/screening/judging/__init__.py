"""What single statements and chains of attributes mean."""
