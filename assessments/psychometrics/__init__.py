"""How well questions measure: item statistics, fairness, item response theory, and which item comes next. Pure."""
