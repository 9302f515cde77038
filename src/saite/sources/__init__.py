"""What a mapping names, files and databases, read into relations for the engine to run over.

``files`` finds, unpacks and decodes; ``tables`` reads CSV, ``workbooks`` sheets, ``columnar``
Parquet, Arrow and tables in ``memory``; ``documents`` reads JSON by ``jsonpath``, ``xml`` by
``xpath``; ``databases`` opens ``addresses`` and finds tables by their ``identifiers``; ``sqlite``,
``duckdb_file`` and ``postgresql`` ask them, ``natural`` makes literals of what they give;
``reading`` does so for all the logical sources of a mapping.
"""
