"""Imports a package that may not be there."""

try:
    import swiftlog_native as native
except ImportError:
    native = None

try:
    from swiftlog_native import Meter
except ImportError:
    from fallback import Meter
