"""Trained models: which artefact speaks for a tenant, which is tried beside it, and what either must reach first."""
