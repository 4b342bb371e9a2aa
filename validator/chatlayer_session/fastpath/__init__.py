"""A shortcut past parser and engine for payloads that certainly have nothing new to report."""
