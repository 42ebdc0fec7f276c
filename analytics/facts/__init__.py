"""Learning facts as Parquet files by month and province, and the roll-up that turns them into counts. No framework."""
