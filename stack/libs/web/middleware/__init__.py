"""What answers before and after the routes: pure ASGI, one feature a file."""
