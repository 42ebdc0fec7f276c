"""How questions do."""
