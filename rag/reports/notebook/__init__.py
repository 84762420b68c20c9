"""What a reader keeps on this machine: conversations, the briefing, feedback, and whether cited words still stand."""
