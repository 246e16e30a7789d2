"""The routes: each module is one part of the API and reads as prose."""
