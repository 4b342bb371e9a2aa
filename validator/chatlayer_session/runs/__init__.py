"""Many payloads at full speed, in one process or several, in bounded memory."""
