"""Development switches under `/_local`: for programs on the same machine only."""
