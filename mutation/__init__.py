"""Mutation testing: ``python -m mutation`` changes the code in small ways and tells which changes no test notices."""
