"""Set a practice up, across stages, in one verb."""
