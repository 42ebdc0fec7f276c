"""How dates are written in Viet Nam where Django's own formats differ from what people write: 25/11/2026."""

SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "H:i d/m/Y"
