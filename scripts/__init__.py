"""Small programs that `make` starts. Standard library only, unless a file says otherwise."""
