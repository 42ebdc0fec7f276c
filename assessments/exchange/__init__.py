"""Questions in and out of the bank, in the formats others use."""
