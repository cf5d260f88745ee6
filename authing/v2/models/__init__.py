"""What Authing answers, a domain per module."""
