"""Records of past deploys, states, and what follows from them: foundation and gates."""
