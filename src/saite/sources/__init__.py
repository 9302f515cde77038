"""The files that a mapping names, read into relations of DuckDB for the engine to run over.

``files`` finds, unpacks and decodes; ``tables`` reads CSV; ``documents`` reads JSON by
``jsonpath``; ``reading`` does so for all the logical sources of a mapping.
"""
