"""What runs, when, in which order. Bodies read settings, call, report metadata; a form is never interpreted here."""
