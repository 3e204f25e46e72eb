"""The language server: the protocol's face of the engine. Only this package knows pygls and lsprotocol."""
