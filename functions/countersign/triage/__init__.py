"""What a text shows: intent, confidence, taint, language, personal data. Pure, bounded, and never a fact about the world."""
