"""The portal's own PostgreSQL, broker and process supervisor, for a machine that has Python and make alone.

Standard library only, and no Django: the first `make demo` runs it under the system's Python, before any
package is installed, and the settings import `paths` before Django is configured.
"""
