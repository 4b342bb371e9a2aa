"""What is made from the schemas and committed beside the code: the artefacts, the types and the JavaScript."""
