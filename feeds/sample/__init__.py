"""Seven small feeds about real public cases, and the loopback server that serves them."""
