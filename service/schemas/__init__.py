"""The schemas: JSON at the edge, pydantic; inside there are only domain objects."""
