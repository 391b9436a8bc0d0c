"""Which findings count: suppressions, severities, baseline, selection."""
