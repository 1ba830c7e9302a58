"""The administration: people, memberships, keys; the demonstration's cast."""
