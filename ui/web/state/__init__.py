"""What a visitor's session holds, and the one library that all visitors share; draws nothing."""
