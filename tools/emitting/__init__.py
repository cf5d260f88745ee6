"""What tools/generate.py writes: Python source out of a platform's table, whatever the platform."""
