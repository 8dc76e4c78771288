"""The `regwatch` command."""
