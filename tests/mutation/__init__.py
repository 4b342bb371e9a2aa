"""Mutation testing: ``python -m tests.mutation`` changes the code in small ways and lists what no test notices."""
