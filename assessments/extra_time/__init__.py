"""More time and more attempts for those who need them."""
