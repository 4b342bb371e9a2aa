"""Mutation testing: ``python -m tests.mutation`` changes the code in small ways, and tells what no test notices."""
