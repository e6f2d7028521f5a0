"""OFD, the national fixed-layout format: positioned text and ruled lines, in XML."""
