"""What partners may see: releases of aggregates, immutable, nothing under eleven claims."""
