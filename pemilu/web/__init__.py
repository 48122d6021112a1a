"""Flask glue shared by the two apps."""
