"""What components and platforms share: the settings of a stack, workloads, and what a platform provides."""
