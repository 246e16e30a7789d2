"""The product: routes, pipeline, dietary judgement, overlay, storage, web page and command line."""
