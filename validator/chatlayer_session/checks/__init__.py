"""What the platform promises of a session beyond its shape: size, retention, and who may write what."""
