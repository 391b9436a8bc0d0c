"""Carries out a plan with Pulumi, in the interpreter of the infrastructure; the backend never imports it."""
