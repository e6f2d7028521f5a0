"""Draw pages of kept documents as pictures."""
