"""What a quiz asks: rules, sections, draws, papers."""
