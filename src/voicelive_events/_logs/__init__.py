"""What there is to say of recorded sessions: no arguments, no terminal, no list of files."""
